-- The twins of sqlite.sql: same names, same words. One function says no; a function a table looks further.
CREATE FUNCTION records_no(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation'; END $$

CREATE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation'; END $$

CREATE FUNCTION records_entry_posted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fund text;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM records_posting WHERE entry_id = NEW.number) THEN
    PERFORM records_no('the entry has no postings');
  END IF;
  IF EXISTS (SELECT 1 FROM records_posting WHERE entry_id = NEW.number GROUP BY fund_id HAVING SUM(cents) <> 0) THEN
    PERFORM records_no('the entry does not balance within each fund');
  END IF;
  FOR fund IN SELECT fund_id FROM records_posting WHERE entry_id = NEW.number AND account = 'assets:cash'
      GROUP BY fund_id HAVING SUM(cents) < 0 ORDER BY fund_id LOOP
    -- two writers at once: the second waits, then sees what the first spent
    PERFORM pg_advisory_xact_lock(hashtextextended('cleanbill fund ' || fund, 0));
    IF (SELECT SUM(p.cents) FROM records_posting p JOIN records_entry e ON e.number = p.entry_id
        WHERE p.account = 'assets:cash' AND p.fund_id = fund AND (e.posted OR e.number = NEW.number)) < 0 THEN
      PERFORM records_no('the fund would be overdrawn');
    END IF;
  END LOOP;
  RETURN NEW;
END $$

CREATE FUNCTION records_posting_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN held := NEW.entry_id; ELSE held := OLD.entry_id; END IF;
  -- the entry is locked, so that it cannot be posted by another while this posting comes or goes
  PERFORM 1 FROM records_entry WHERE number = held FOR UPDATE;
  IF EXISTS (SELECT 1 FROM records_entry WHERE number = held AND posted) THEN PERFORM records_no(TG_ARGV[0]); END IF;
  IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;
  RETURN OLD;
END $$

CREATE FUNCTION records_act_last() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM records_act) THEN
    PERFORM records_no('an act is added at the end of the chain, once');
  END IF;
  RETURN NEW;
END $$

CREATE FUNCTION records_purchase_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state || '>' || NEW.state) NOT IN (
      'offered>analysed', 'offered>withdrawn', 'analysed>bid', 'analysed>withdrawn', 'bid>owned', 'bid>refused',
      'bid>withdrawn', 'owned>abolished', 'owned>closed', 'abolished>notified', 'notified>closed') THEN
    PERFORM records_no('a purchase goes only along its transitions; an abolition is never undone');
  END IF;
  IF NEW.state IN ('bid', 'abolished', 'notified') AND NOT EXISTS (
      SELECT 1 FROM records_proposal WHERE purchase_id = NEW.purchase_id AND decision = 'approved'
        AND decided_by <> proposed_by
        AND kind = CASE NEW.state WHEN 'bid' THEN 'bid' WHEN 'abolished' THEN 'abolition' ELSE 'mailing' END) THEN
    PERFORM records_no('two different people are needed: nobody else has approved this');
  END IF;
  IF NEW.state IN ('abolished', 'closed')
      AND EXISTS (SELECT 1 FROM records_purchasedaccount WHERE purchase_id = NEW.purchase_id AND status = 'owned') THEN
    PERFORM records_no('accounts are still held');
  END IF;
  RETURN NEW;
END $$

CREATE FUNCTION records_account_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.status || '>' || NEW.status) NOT IN (
      'chosen>owned', 'chosen>dropped', 'owned>abolished', 'owned>recalled') THEN
    PERFORM records_no('an account is owned, then abolished or recalled; an abolition is never undone');
  END IF;
  IF NEW.status = 'owned' AND (EXISTS (
      SELECT 1 FROM records_purchasedaccount
      WHERE debt_key = NEW.debt_key AND owned_on IS NOT NULL AND id <> NEW.id)
    OR EXISTS (
      SELECT 1 FROM records_purchasedaccount
      WHERE holder = NEW.holder AND account_id = NEW.account_id AND owned_on IS NOT NULL AND id <> NEW.id)) THEN
    PERFORM records_no('a debt is owned once ever, and this one has been');
  END IF;
  IF NEW.status = 'owned' AND NOT EXISTS (
      SELECT 1 FROM records_fundterms WHERE fund_id = NEW.fund_id AND decision = 'approved'
        AND decided_by <> proposed_by) THEN
    PERFORM records_no('the fund has no terms that two people made: nothing is spent of it');
  END IF;
  IF NEW.status IN ('owned', 'abolished') AND NOT EXISTS (
      SELECT 1 FROM records_proposal WHERE purchase_id = NEW.purchase_id AND decision = 'approved'
        AND decided_by <> proposed_by
        AND kind = CASE NEW.status WHEN 'owned' THEN 'bid' ELSE 'abolition' END) THEN
    PERFORM records_no('two different people are needed: nobody else has approved this');
  END IF;
  RETURN NEW;
END $$

CREATE FUNCTION records_letter_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM records_proposal WHERE id = NEW.proposal_id AND purchase_id = NEW.purchase_id
    AND kind = 'mailing' AND decision = 'approved' AND decided_by <> proposed_by) THEN
    PERFORM records_no('two different people are needed: nobody else has approved this');
  END IF;
  IF EXISTS (SELECT 1 FROM records_neverwrite WHERE person_key = NEW.person_key) THEN
    PERFORM records_no('this person is never written to');
  END IF;
  RETURN NEW;
END $$

CREATE FUNCTION records_letter_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.status || '>' || NEW.status) NOT IN (
      'sent>returned', 'sent>closed', 'returned>to_send', 'returned>closed', 'to_send>sent', 'to_send>closed') THEN
    PERFORM records_no('a letter comes back, and goes to another address; a closed case stays closed');
  END IF;
  IF NEW.status IN ('to_send', 'sent')
      AND EXISTS (SELECT 1 FROM records_badaddress WHERE letter_id = NEW.id AND address = NEW.address) THEN
    PERFORM records_no('nothing goes to an address that sent a letter back');
  END IF;
  IF NEW.status = 'sent' AND EXISTS (SELECT 1 FROM records_neverwrite WHERE person_key = NEW.person_key) THEN
    PERFORM records_no('this person is never written to');
  END IF;
  IF NEW.status = 'sent' AND (NEW.proposal_id = OLD.proposal_id OR NEW.letters <> OLD.letters + 1 OR NOT EXISTS (
      SELECT 1 FROM records_proposal WHERE id = NEW.proposal_id AND purchase_id = NEW.purchase_id
    AND kind = 'remailing' AND decision = 'approved' AND decided_by <> proposed_by)) THEN
    PERFORM records_no('two different people are needed: nobody else has approved this');
  END IF;
  RETURN NEW;
END $$

CREATE FUNCTION records_destruction_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM records_purchase WHERE portfolio_id = NEW.portfolio_id
      AND state NOT IN ('closed', 'refused', 'withdrawn')) THEN
    PERFORM records_no('a purchase of this portfolio is still open');
  END IF;
  RETURN NEW;
END $$

CREATE FUNCTION records_purchase_there() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM records_destruction WHERE portfolio_id = NEW.portfolio_id AND approved_by <> '') THEN
    PERFORM records_no('the data of this portfolio is destroyed');
  END IF;
  RETURN NEW;
END $$

CREATE FUNCTION records_fundterms_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.decision <> '' OR EXISTS (
      SELECT 1 FROM records_fundterms
      WHERE fund_id = NEW.fund_id AND (version >= NEW.version OR decision = '')) THEN
    PERFORM records_no('terms of a fund are proposed once, each after the last, and approved by another later');
  END IF;
  RETURN NEW;
END $$

CREATE TRIGGER entry_begins_unposted BEFORE INSERT ON records_entry FOR EACH ROW
WHEN (NEW.posted)
EXECUTE FUNCTION records_refuse('an entry is written once and posted after its postings')

CREATE TRIGGER entry_never_changes BEFORE UPDATE ON records_entry FOR EACH ROW
WHEN (OLD.posted OR NEW.number <> OLD.number OR NEW.entry_id <> OLD.entry_id)
EXECUTE FUNCTION records_refuse('a posted entry is never changed; post a correction')

CREATE TRIGGER entry_never_goes BEFORE DELETE ON records_entry FOR EACH ROW
WHEN (OLD.posted)
EXECUTE FUNCTION records_refuse('a posted entry is never deleted; post a correction')

CREATE TRIGGER entry_balances BEFORE UPDATE ON records_entry FOR EACH ROW WHEN (NEW.posted AND NOT OLD.posted)
EXECUTE FUNCTION records_entry_posted()

CREATE TRIGGER posting_never_added BEFORE INSERT ON records_posting FOR EACH ROW
EXECUTE FUNCTION records_posting_held('nothing is added to a posted entry')

CREATE TRIGGER posting_never_changes BEFORE UPDATE ON records_posting FOR EACH ROW
EXECUTE FUNCTION records_refuse('a posting is never changed')

CREATE TRIGGER posting_never_goes BEFORE DELETE ON records_posting FOR EACH ROW
EXECUTE FUNCTION records_posting_held('a posted entry keeps its postings')

CREATE TRIGGER act_comes_last BEFORE INSERT ON records_act FOR EACH ROW
EXECUTE FUNCTION records_act_last()

CREATE TRIGGER act_never_changes BEFORE UPDATE ON records_act FOR EACH ROW
EXECUTE FUNCTION records_refuse('an act is never changed')

CREATE TRIGGER act_never_goes BEFORE DELETE ON records_act FOR EACH ROW
EXECUTE FUNCTION records_refuse('an act is never deleted')

CREATE TRIGGER agreement_never_changes BEFORE UPDATE ON records_agreement FOR EACH ROW
EXECUTE FUNCTION records_refuse('an agreement is never changed; record the new one')

CREATE TRIGGER agreement_never_goes BEFORE DELETE ON records_agreement FOR EACH ROW
EXECUTE FUNCTION records_refuse('an agreement is never deleted')

CREATE TRIGGER portfolio_never_changes BEFORE UPDATE ON records_portfolio FOR EACH ROW
EXECUTE FUNCTION records_refuse('a portfolio as offered is never changed')

CREATE TRIGGER portfolio_never_goes BEFORE DELETE ON records_portfolio FOR EACH ROW
EXECUTE FUNCTION records_refuse('a portfolio is never deleted')

CREATE TRIGGER person_never_goes BEFORE DELETE ON records_person FOR EACH ROW
EXECUTE FUNCTION records_refuse('staff is never deleted; take the roles away')

CREATE TRIGGER proposal_begins_open BEFORE INSERT ON records_proposal FOR EACH ROW
WHEN (NEW.decision <> '')
EXECUTE FUNCTION records_refuse('a proposal is made once and decided by another person later')

CREATE TRIGGER proposal_decided_once BEFORE UPDATE ON records_proposal FOR EACH ROW
WHEN (OLD.decision <> '' OR NEW.id <> OLD.id OR NEW.purchase_id <> OLD.purchase_id OR NEW.kind <> OLD.kind
  OR NEW.number <> OLD.number OR NEW.contents_sha256 <> OLD.contents_sha256
  OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposed_on <> OLD.proposed_on
  OR NEW.written_by <> OLD.written_by)
EXECUTE FUNCTION records_refuse('a proposal is decided once and otherwise never changed')

CREATE TRIGGER proposal_never_goes BEFORE DELETE ON records_proposal FOR EACH ROW
EXECUTE FUNCTION records_refuse('a proposal is never deleted')

CREATE TRIGGER purchase_begins_offered BEFORE INSERT ON records_purchase FOR EACH ROW
WHEN (NEW.state <> 'offered' OR COALESCE(NEW.analysed_on, NEW.bid_on, NEW.owned_on, NEW.abolished_on, NEW.notified_on,
    NEW.closed_on, NEW.ended_on) IS NOT NULL)
EXECUTE FUNCTION records_refuse('a purchase begins as offered, once')

CREATE TRIGGER purchase_keeps_its_days BEFORE UPDATE ON records_purchase FOR EACH ROW
WHEN (NEW.purchase_id <> OLD.purchase_id OR NEW.portfolio_id <> OLD.portfolio_id OR NEW.offered_on <> OLD.offered_on
  OR (OLD.analysed_on IS NOT NULL AND NEW.analysed_on IS DISTINCT FROM OLD.analysed_on)
  OR (OLD.bid_on IS NOT NULL AND NEW.bid_on IS DISTINCT FROM OLD.bid_on)
  OR (OLD.owned_on IS NOT NULL AND NEW.owned_on IS DISTINCT FROM OLD.owned_on)
  OR (OLD.abolished_on IS NOT NULL AND NEW.abolished_on IS DISTINCT FROM OLD.abolished_on)
  OR (OLD.notified_on IS NOT NULL AND NEW.notified_on IS DISTINCT FROM OLD.notified_on)
  OR (OLD.closed_on IS NOT NULL AND NEW.closed_on IS DISTINCT FROM OLD.closed_on)
  OR (OLD.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on)
  OR (OLD.owned_on IS NOT NULL AND (NEW.accounts <> OLD.accounts OR NEW.face_cents <> OLD.face_cents
    OR NEW.price_cents <> OLD.price_cents OR NEW.schedule_sha256 <> OLD.schedule_sha256
    OR NEW.agreement_id IS DISTINCT FROM OLD.agreement_id)))
EXECUTE FUNCTION records_refuse('what a purchase did stays: no day, count or amount is written anew')

CREATE TRIGGER purchase_keeps_its_way BEFORE UPDATE ON records_purchase FOR EACH ROW WHEN (NEW.state <> OLD.state)
EXECUTE FUNCTION records_purchase_way()

CREATE TRIGGER purchase_never_goes BEFORE DELETE ON records_purchase FOR EACH ROW
EXECUTE FUNCTION records_refuse('a purchase is never deleted')

CREATE TRIGGER account_begins_chosen BEFORE INSERT ON records_purchasedaccount FOR EACH ROW
WHEN (NEW.status <> 'chosen')
EXECUTE FUNCTION records_refuse('an account begins as chosen, once')

CREATE TRIGGER account_keeps_its_facts BEFORE UPDATE ON records_purchasedaccount FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.purchase_id <> OLD.purchase_id OR NEW.proposal_id <> OLD.proposal_id
  OR NEW.line <> OLD.line OR NEW.holder <> OLD.holder OR NEW.account_id <> OLD.account_id
  OR NEW.debt_key <> OLD.debt_key OR NEW.fund_id <> OLD.fund_id OR NEW.face_cents <> OLD.face_cents
  OR NEW.price_cents <> OLD.price_cents OR NEW.judgment <> OLD.judgment
  OR NEW.lien <> OLD.lien OR NEW.payment_plan <> OLD.payment_plan
  OR (OLD.owned_on IS NOT NULL AND NEW.owned_on IS DISTINCT FROM OLD.owned_on)
  OR (OLD.abolished_on IS NOT NULL AND NEW.abolished_on IS DISTINCT FROM OLD.abolished_on)
  OR (OLD.recalled_on IS NOT NULL AND NEW.recalled_on IS DISTINCT FROM OLD.recalled_on)
  OR (OLD.satisfaction_filed_on IS NOT NULL AND NEW.satisfaction_filed_on IS DISTINCT FROM OLD.satisfaction_filed_on)
  OR (OLD.lien_released_on IS NOT NULL AND NEW.lien_released_on IS DISTINCT FROM OLD.lien_released_on)
  OR (OLD.plan_ended_on IS NOT NULL AND (NEW.plan_ended_on IS DISTINCT FROM OLD.plan_ended_on
    OR NEW.plan_taken_cents IS DISTINCT FROM OLD.plan_taken_cents)))
EXECUTE FUNCTION records_refuse('what an account was and became stays; an abolition is never undone')

CREATE TRIGGER account_keeps_its_way BEFORE UPDATE ON records_purchasedaccount FOR EACH ROW
WHEN (NEW.status <> OLD.status)
EXECUTE FUNCTION records_account_way()

CREATE TRIGGER account_never_goes BEFORE DELETE ON records_purchasedaccount FOR EACH ROW
EXECUTE FUNCTION records_refuse('an account is never deleted')

CREATE TRIGGER recall_never_changes BEFORE UPDATE ON records_recall FOR EACH ROW
EXECUTE FUNCTION records_refuse('a recall is never changed')

CREATE TRIGGER recall_never_goes BEFORE DELETE ON records_recall FOR EACH ROW
EXECUTE FUNCTION records_refuse('a recall is never deleted')

CREATE TRIGGER entry_never_emptied BEFORE TRUNCATE ON records_entry FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('entry is never emptied')

CREATE TRIGGER posting_never_emptied BEFORE TRUNCATE ON records_posting FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('posting is never emptied')

CREATE TRIGGER act_never_emptied BEFORE TRUNCATE ON records_act FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('act is never emptied')

CREATE TRIGGER agreement_never_emptied BEFORE TRUNCATE ON records_agreement FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('agreement is never emptied')

CREATE TRIGGER portfolio_never_emptied BEFORE TRUNCATE ON records_portfolio FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('portfolio is never emptied')

CREATE TRIGGER person_never_emptied BEFORE TRUNCATE ON records_person FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('person is never emptied')

CREATE TRIGGER proposal_never_emptied BEFORE TRUNCATE ON records_proposal FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('proposal is never emptied')

CREATE TRIGGER purchase_never_emptied BEFORE TRUNCATE ON records_purchase FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('purchase is never emptied')

CREATE TRIGGER purchasedaccount_never_emptied BEFORE TRUNCATE ON records_purchasedaccount FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('purchasedaccount is never emptied')

CREATE TRIGGER recall_never_emptied BEFORE TRUNCATE ON records_recall FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('recall is never emptied')

CREATE TRIGGER letter_begins_sent BEFORE INSERT ON records_letter FOR EACH ROW
WHEN (NEW.status <> 'sent' OR NEW.letters <> 1 OR NEW.proof IS NULL)
EXECUTE FUNCTION records_refuse('a person has one letter of a purchase, written once, and it begins as sent')

CREATE TRIGGER letter_was_approved BEFORE INSERT ON records_letter FOR EACH ROW
EXECUTE FUNCTION records_letter_approved()

CREATE TRIGGER letter_keeps_its_facts BEFORE UPDATE ON records_letter FOR EACH ROW
WHEN (NEW.id <> OLD.id OR NEW.purchase_id <> OLD.purchase_id OR NEW.number <> OLD.number
  OR NEW.person_key <> OLD.person_key OR NEW.face_cents <> OLD.face_cents OR NEW.since < OLD.since
  OR (NEW.status = OLD.status AND (NEW.address <> OLD.address OR NEW.letters <> OLD.letters
    OR NEW.proof IS DISTINCT FROM OLD.proof OR NEW.code_key <> OLD.code_key)))
EXECUTE FUNCTION records_refuse('what a letter was stays; it changes as it goes through the post')

CREATE TRIGGER letter_keeps_its_way BEFORE UPDATE ON records_letter FOR EACH ROW WHEN (NEW.status <> OLD.status)
EXECUTE FUNCTION records_letter_way()

CREATE TRIGGER letter_never_goes BEFORE DELETE ON records_letter FOR EACH ROW
EXECUTE FUNCTION records_refuse('a letter is never deleted')

CREATE TRIGGER badaddress_never_changes BEFORE UPDATE ON records_badaddress FOR EACH ROW
EXECUTE FUNCTION records_refuse('a bad address is never changed')

CREATE TRIGGER badaddress_never_goes BEFORE DELETE ON records_badaddress FOR EACH ROW
EXECUTE FUNCTION records_refuse('a bad address is never deleted')

CREATE TRIGGER neverwrite_never_changes BEFORE UPDATE ON records_neverwrite FOR EACH ROW
EXECUTE FUNCTION records_refuse('who is never written to stays on the list')

CREATE TRIGGER neverwrite_never_goes BEFORE DELETE ON records_neverwrite FOR EACH ROW
EXECUTE FUNCTION records_refuse('who is never written to stays on the list')

CREATE TRIGGER guesses_never_fewer BEFORE UPDATE ON records_guesses FOR EACH ROW
WHEN (NEW.wrong <= OLD.wrong OR NEW.key <> OLD.key)
EXECUTE FUNCTION records_refuse('guesses are never forgotten')

CREATE TRIGGER guesses_never_go BEFORE DELETE ON records_guesses FOR EACH ROW
EXECUTE FUNCTION records_refuse('guesses are never forgotten')

CREATE TRIGGER letter_never_emptied BEFORE TRUNCATE ON records_letter FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('letter is never emptied')

CREATE TRIGGER badaddress_never_emptied BEFORE TRUNCATE ON records_badaddress FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('badaddress is never emptied')

CREATE TRIGGER neverwrite_never_emptied BEFORE TRUNCATE ON records_neverwrite FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('neverwrite is never emptied')

CREATE TRIGGER guesses_never_emptied BEFORE TRUNCATE ON records_guesses FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('guesses is never emptied')

CREATE TRIGGER destruction_begins_asked BEFORE INSERT ON records_destruction FOR EACH ROW
WHEN (NEW.approved_by <> '' OR NEW.certificate_sha256 <> '' OR NEW.declined_by <> '' OR NEW.number <> 1)
EXECUTE FUNCTION records_refuse('a destruction is asked for once and approved by another person later')

CREATE TRIGGER destruction_keeps_its_facts BEFORE UPDATE ON records_destruction FOR EACH ROW
WHEN (NEW.portfolio_id <> OLD.portfolio_id
  OR ((NEW.asked_by <> OLD.asked_by OR NEW.asked_on IS DISTINCT FROM OLD.asked_on OR NEW.number <> OLD.number)
    AND (OLD.declined_by = '' OR NEW.declined_by <> '' OR NEW.number <> OLD.number + 1))
  OR (OLD.declined_by <> '' AND (NEW.approved_by <> ''
    OR (NEW.declined_by = '' AND NEW.number = OLD.number)
    OR (NEW.declined_by <> '' AND (NEW.declined_by <> OLD.declined_by OR NEW.declined_on IS DISTINCT FROM OLD.declined_on
      OR NEW.declined_why <> OLD.declined_why))))
  OR (OLD.approved_by <> '' AND (NEW.approved_by <> OLD.approved_by
    OR NEW.approved_on IS DISTINCT FROM OLD.approved_on OR NEW.agreement_id <> OLD.agreement_id))
  OR OLD.certificate_sha256 <> '' OR (OLD.approved_by = '' AND NEW.certificate_sha256 <> ''))
EXECUTE FUNCTION records_refuse('a destruction is approved once, then certified once, and otherwise never changed')

CREATE TRIGGER destruction_of_what_is_closed BEFORE UPDATE ON records_destruction FOR EACH ROW
WHEN (NEW.approved_by <> OLD.approved_by)
EXECUTE FUNCTION records_destruction_closed()

CREATE TRIGGER destruction_never_goes BEFORE DELETE ON records_destruction FOR EACH ROW
EXECUTE FUNCTION records_refuse('a destruction is never deleted')

CREATE TRIGGER destruction_never_emptied BEFORE TRUNCATE ON records_destruction FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('destruction is never emptied')

CREATE TRIGGER purchase_of_what_is_there BEFORE INSERT ON records_purchase FOR EACH ROW
EXECUTE FUNCTION records_purchase_there()

CREATE TRIGGER fundterms_begin_open BEFORE INSERT ON records_fundterms FOR EACH ROW
EXECUTE FUNCTION records_fundterms_begin()

CREATE TRIGGER fundterms_decided_once BEFORE UPDATE ON records_fundterms FOR EACH ROW
WHEN (OLD.decision <> '' OR NEW.id <> OLD.id OR NEW.fund_id <> OLD.fund_id OR NEW.version <> OLD.version
  OR NEW.terms <> OLD.terms OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposed_on <> OLD.proposed_on)
EXECUTE FUNCTION records_refuse('terms of a fund are decided once and otherwise never changed')

CREATE TRIGGER fundterms_never_go BEFORE DELETE ON records_fundterms FOR EACH ROW
EXECUTE FUNCTION records_refuse('terms of a fund are never deleted')

CREATE TRIGGER fundterms_never_emptied BEFORE TRUNCATE ON records_fundterms FOR EACH STATEMENT
EXECUTE FUNCTION records_refuse('fundterms is never emptied')
