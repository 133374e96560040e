-- An entry is written, gets its postings, and is then posted.
CREATE TRIGGER entry_begins_unposted BEFORE INSERT ON records_entry
WHEN NEW.posted OR EXISTS (SELECT 1 FROM records_entry WHERE number = NEW.number OR entry_id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, 'an entry is written once and posted after its postings'); END

CREATE TRIGGER entry_never_changes BEFORE UPDATE ON records_entry
WHEN OLD.posted OR NEW.number <> OLD.number OR NEW.entry_id <> OLD.entry_id
BEGIN SELECT RAISE(ABORT, 'a posted entry is never changed; post a correction'); END

CREATE TRIGGER entry_never_goes BEFORE DELETE ON records_entry WHEN OLD.posted
BEGIN SELECT RAISE(ABORT, 'a posted entry is never deleted; post a correction'); END

CREATE TRIGGER entry_balances BEFORE UPDATE OF posted ON records_entry WHEN NEW.posted AND NOT OLD.posted
BEGIN
  SELECT RAISE(ABORT, 'the entry has no postings')
  WHERE NOT EXISTS (SELECT 1 FROM records_posting WHERE entry_id = NEW.number);
  SELECT RAISE(ABORT, 'the entry does not balance within each fund')
  WHERE EXISTS (SELECT 1 FROM records_posting WHERE entry_id = NEW.number GROUP BY fund_id HAVING SUM(cents) <> 0);
  SELECT RAISE(ABORT, 'the fund would be overdrawn')
  WHERE EXISTS (
    SELECT 1 FROM records_posting p JOIN records_entry e ON e.number = p.entry_id
    WHERE p.account = 'assets:cash' AND (e.posted OR e.number = NEW.number)
      AND p.fund_id IN (
        SELECT fund_id FROM records_posting WHERE entry_id = NEW.number AND account = 'assets:cash'
        GROUP BY fund_id HAVING SUM(cents) < 0)
    GROUP BY p.fund_id HAVING SUM(p.cents) < 0);
END

CREATE TRIGGER posting_never_added BEFORE INSERT ON records_posting
WHEN EXISTS (SELECT 1 FROM records_entry WHERE number = NEW.entry_id AND posted)
  OR EXISTS (SELECT 1 FROM records_posting WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'nothing is added to a posted entry'); END

CREATE TRIGGER posting_never_changes BEFORE UPDATE ON records_posting
BEGIN SELECT RAISE(ABORT, 'a posting is never changed'); END

CREATE TRIGGER posting_never_goes BEFORE DELETE ON records_posting
WHEN EXISTS (SELECT 1 FROM records_entry WHERE number = OLD.entry_id AND posted)
BEGIN SELECT RAISE(ABORT, 'a posted entry keeps its postings'); END

CREATE TRIGGER act_comes_last BEFORE INSERT ON records_act
WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM records_act)
  OR EXISTS (SELECT 1 FROM records_act
             WHERE step_key = NEW.step_key OR sha256 = NEW.sha256 OR previous_sha256 = NEW.previous_sha256)
BEGIN SELECT RAISE(ABORT, 'an act is added at the end of the chain, once'); END

CREATE TRIGGER act_never_changes BEFORE UPDATE ON records_act
BEGIN SELECT RAISE(ABORT, 'an act is never changed'); END

CREATE TRIGGER act_never_goes BEFORE DELETE ON records_act
BEGIN SELECT RAISE(ABORT, 'an act is never deleted'); END

CREATE TRIGGER agreement_never_replaced BEFORE INSERT ON records_agreement
WHEN EXISTS (SELECT 1 FROM records_agreement WHERE agreement_id = NEW.agreement_id)
BEGIN SELECT RAISE(ABORT, 'an agreement is written once'); END

CREATE TRIGGER agreement_never_changes BEFORE UPDATE ON records_agreement
BEGIN SELECT RAISE(ABORT, 'an agreement is never changed; record the new one'); END

CREATE TRIGGER agreement_never_goes BEFORE DELETE ON records_agreement
BEGIN SELECT RAISE(ABORT, 'an agreement is never deleted'); END

CREATE TRIGGER portfolio_never_replaced BEFORE INSERT ON records_portfolio
WHEN EXISTS (SELECT 1 FROM records_portfolio WHERE portfolio_id = NEW.portfolio_id)
BEGIN SELECT RAISE(ABORT, 'a portfolio is written once'); END

CREATE TRIGGER portfolio_never_changes BEFORE UPDATE ON records_portfolio
BEGIN SELECT RAISE(ABORT, 'a portfolio as offered is never changed'); END

CREATE TRIGGER portfolio_never_goes BEFORE DELETE ON records_portfolio
BEGIN SELECT RAISE(ABORT, 'a portfolio is never deleted'); END

CREATE TRIGGER person_never_goes BEFORE DELETE ON records_person
BEGIN SELECT RAISE(ABORT, 'staff is never deleted; take the roles away'); END

CREATE TRIGGER proposal_begins_open BEFORE INSERT ON records_proposal
WHEN NEW.decision <> '' OR EXISTS (
  SELECT 1 FROM records_proposal WHERE id = NEW.id OR (purchase_id = NEW.purchase_id AND kind = NEW.kind
    AND (number = NEW.number OR decision = ''
      OR (decision = 'approved' AND kind <> 'remailing'))))
BEGIN SELECT RAISE(ABORT, 'a proposal is made once and decided by another person later'); END

CREATE TRIGGER proposal_decided_once BEFORE UPDATE ON records_proposal
WHEN OLD.decision <> '' OR NEW.id <> OLD.id OR NEW.purchase_id <> OLD.purchase_id OR NEW.kind <> OLD.kind
  OR NEW.number <> OLD.number OR NEW.contents_sha256 <> OLD.contents_sha256
  OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposed_on <> OLD.proposed_on
  OR NEW.written_by <> OLD.written_by
BEGIN SELECT RAISE(ABORT, 'a proposal is decided once and otherwise never changed'); END

CREATE TRIGGER proposal_never_goes BEFORE DELETE ON records_proposal
BEGIN SELECT RAISE(ABORT, 'a proposal is never deleted'); END

CREATE TRIGGER purchase_begins_offered BEFORE INSERT ON records_purchase
WHEN NEW.state <> 'offered' OR COALESCE(NEW.analysed_on, NEW.bid_on, NEW.owned_on, NEW.abolished_on, NEW.notified_on,
    NEW.closed_on, NEW.ended_on) IS NOT NULL
  OR EXISTS (SELECT 1 FROM records_purchase WHERE purchase_id = NEW.purchase_id)
BEGIN SELECT RAISE(ABORT, 'a purchase begins as offered, once'); END

CREATE TRIGGER purchase_keeps_its_days BEFORE UPDATE ON records_purchase
WHEN NEW.purchase_id <> OLD.purchase_id OR NEW.portfolio_id <> OLD.portfolio_id OR NEW.offered_on <> OLD.offered_on
  OR (OLD.analysed_on IS NOT NULL AND NEW.analysed_on IS NOT OLD.analysed_on)
  OR (OLD.bid_on IS NOT NULL AND NEW.bid_on IS NOT OLD.bid_on)
  OR (OLD.owned_on IS NOT NULL AND NEW.owned_on IS NOT OLD.owned_on)
  OR (OLD.abolished_on IS NOT NULL AND NEW.abolished_on IS NOT OLD.abolished_on)
  OR (OLD.notified_on IS NOT NULL AND NEW.notified_on IS NOT OLD.notified_on)
  OR (OLD.closed_on IS NOT NULL AND NEW.closed_on IS NOT OLD.closed_on)
  OR (OLD.ended_on IS NOT NULL AND NEW.ended_on IS NOT OLD.ended_on)
  OR (OLD.owned_on IS NOT NULL AND (NEW.accounts <> OLD.accounts OR NEW.face_cents <> OLD.face_cents
    OR NEW.price_cents <> OLD.price_cents OR NEW.schedule_sha256 <> OLD.schedule_sha256
    OR NEW.agreement_id IS NOT OLD.agreement_id))
BEGIN SELECT RAISE(ABORT, 'what a purchase did stays: no day, count or amount is written anew'); END

CREATE TRIGGER purchase_keeps_its_way BEFORE UPDATE ON records_purchase WHEN NEW.state <> OLD.state
BEGIN
  SELECT RAISE(ABORT, 'a purchase goes only along its transitions; an abolition is never undone')
  WHERE (OLD.state || '>' || NEW.state) NOT IN (
    'offered>analysed', 'offered>withdrawn', 'analysed>bid', 'analysed>withdrawn', 'bid>owned', 'bid>refused',
    'bid>withdrawn', 'owned>abolished', 'owned>closed', 'abolished>notified', 'notified>closed');
  SELECT RAISE(ABORT, 'two different people are needed: nobody else has approved this')
  WHERE NEW.state IN ('bid', 'abolished', 'notified') AND NOT EXISTS (
    SELECT 1 FROM records_proposal WHERE purchase_id = NEW.purchase_id AND decision = 'approved'
      AND decided_by <> proposed_by
      AND kind = CASE NEW.state WHEN 'bid' THEN 'bid' WHEN 'abolished' THEN 'abolition' ELSE 'mailing' END);
  SELECT RAISE(ABORT, 'accounts are still held')
  WHERE NEW.state IN ('abolished', 'closed')
    AND EXISTS (SELECT 1 FROM records_purchasedaccount WHERE purchase_id = NEW.purchase_id AND status = 'owned');
END

CREATE TRIGGER purchase_never_goes BEFORE DELETE ON records_purchase
BEGIN SELECT RAISE(ABORT, 'a purchase is never deleted'); END

CREATE TRIGGER account_begins_chosen BEFORE INSERT ON records_purchasedaccount
WHEN NEW.status <> 'chosen' OR EXISTS (SELECT 1 FROM records_purchasedaccount WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM records_purchasedaccount WHERE proposal_id = NEW.proposal_id AND line = NEW.line)
BEGIN SELECT RAISE(ABORT, 'an account begins as chosen, once'); END

CREATE TRIGGER account_keeps_its_facts BEFORE UPDATE ON records_purchasedaccount
WHEN NEW.id <> OLD.id OR NEW.purchase_id <> OLD.purchase_id OR NEW.proposal_id <> OLD.proposal_id
  OR NEW.line <> OLD.line OR NEW.holder <> OLD.holder OR NEW.account_id <> OLD.account_id
  OR NEW.debt_key <> OLD.debt_key OR NEW.fund_id <> OLD.fund_id OR NEW.face_cents <> OLD.face_cents
  OR NEW.price_cents <> OLD.price_cents OR NEW.judgment <> OLD.judgment
  OR NEW.lien <> OLD.lien OR NEW.payment_plan <> OLD.payment_plan
  OR (OLD.owned_on IS NOT NULL AND NEW.owned_on IS NOT OLD.owned_on)
  OR (OLD.abolished_on IS NOT NULL AND NEW.abolished_on IS NOT OLD.abolished_on)
  OR (OLD.recalled_on IS NOT NULL AND NEW.recalled_on IS NOT OLD.recalled_on)
  OR (OLD.satisfaction_filed_on IS NOT NULL AND NEW.satisfaction_filed_on IS NOT OLD.satisfaction_filed_on)
  OR (OLD.lien_released_on IS NOT NULL AND NEW.lien_released_on IS NOT OLD.lien_released_on)
  OR (OLD.plan_ended_on IS NOT NULL AND (NEW.plan_ended_on IS NOT OLD.plan_ended_on
    OR NEW.plan_taken_cents IS NOT OLD.plan_taken_cents))
BEGIN SELECT RAISE(ABORT, 'what an account was and became stays; an abolition is never undone'); END

CREATE TRIGGER account_keeps_its_way BEFORE UPDATE ON records_purchasedaccount WHEN NEW.status <> OLD.status
BEGIN
  SELECT RAISE(ABORT, 'an account is owned, then abolished or recalled; an abolition is never undone')
  WHERE (OLD.status || '>' || NEW.status) NOT IN (
    'chosen>owned', 'chosen>dropped', 'owned>abolished', 'owned>recalled');
  SELECT RAISE(ABORT, 'a debt is owned once ever, and this one has been')
  WHERE NEW.status = 'owned' AND (EXISTS (
    SELECT 1 FROM records_purchasedaccount
    WHERE debt_key = NEW.debt_key AND owned_on IS NOT NULL AND id <> NEW.id)
  OR EXISTS (
    SELECT 1 FROM records_purchasedaccount
    WHERE holder = NEW.holder AND account_id = NEW.account_id AND owned_on IS NOT NULL AND id <> NEW.id));
  SELECT RAISE(ABORT, 'the fund has no terms that two people made: nothing is spent of it')
  WHERE NEW.status = 'owned' AND NOT EXISTS (
    SELECT 1 FROM records_fundterms WHERE fund_id = NEW.fund_id AND decision = 'approved'
      AND decided_by <> proposed_by);
  SELECT RAISE(ABORT, 'two different people are needed: nobody else has approved this')
  WHERE NEW.status IN ('owned', 'abolished') AND NOT EXISTS (
    SELECT 1 FROM records_proposal WHERE purchase_id = NEW.purchase_id AND decision = 'approved'
      AND decided_by <> proposed_by
      AND kind = CASE NEW.status WHEN 'owned' THEN 'bid' ELSE 'abolition' END);
END

CREATE TRIGGER account_never_goes BEFORE DELETE ON records_purchasedaccount
BEGIN SELECT RAISE(ABORT, 'an account is never deleted'); END

CREATE TRIGGER recall_never_replaced BEFORE INSERT ON records_recall
WHEN EXISTS (SELECT 1 FROM records_recall WHERE id = NEW.id OR account_id = NEW.account_id)
BEGIN SELECT RAISE(ABORT, 'an account is recalled once'); END

CREATE TRIGGER recall_never_changes BEFORE UPDATE ON records_recall
BEGIN SELECT RAISE(ABORT, 'a recall is never changed'); END

CREATE TRIGGER recall_never_goes BEFORE DELETE ON records_recall
BEGIN SELECT RAISE(ABORT, 'a recall is never deleted'); END

CREATE TRIGGER letter_begins_sent BEFORE INSERT ON records_letter
WHEN NEW.status <> 'sent' OR NEW.letters <> 1 OR NEW.proof IS NULL OR EXISTS (
  SELECT 1 FROM records_letter WHERE id = NEW.id OR proof = NEW.proof
    OR (purchase_id = NEW.purchase_id AND (number = NEW.number OR person_key = NEW.person_key)))
BEGIN SELECT RAISE(ABORT, 'a person has one letter of a purchase, written once, and it begins as sent'); END

CREATE TRIGGER letter_was_approved BEFORE INSERT ON records_letter
BEGIN
  SELECT RAISE(ABORT, 'two different people are needed: nobody else has approved this')
  WHERE NOT EXISTS (
    SELECT 1 FROM records_proposal WHERE id = NEW.proposal_id AND purchase_id = NEW.purchase_id
    AND kind = 'mailing' AND decision = 'approved' AND decided_by <> proposed_by);
  SELECT RAISE(ABORT, 'this person is never written to')
  WHERE EXISTS (SELECT 1 FROM records_neverwrite WHERE person_key = NEW.person_key);
END

CREATE TRIGGER letter_keeps_its_facts BEFORE UPDATE ON records_letter
WHEN NEW.id <> OLD.id OR NEW.purchase_id <> OLD.purchase_id OR NEW.number <> OLD.number
  OR NEW.person_key <> OLD.person_key OR NEW.face_cents <> OLD.face_cents OR NEW.since < OLD.since
  OR (NEW.status = OLD.status AND (NEW.address <> OLD.address OR NEW.letters <> OLD.letters
    OR NEW.proof IS NOT OLD.proof OR NEW.code_key <> OLD.code_key))
BEGIN SELECT RAISE(ABORT, 'what a letter was stays; it changes as it goes through the post'); END

CREATE TRIGGER letter_keeps_its_way BEFORE UPDATE ON records_letter WHEN NEW.status <> OLD.status
BEGIN
  SELECT RAISE(ABORT, 'a letter comes back, and goes to another address; a closed case stays closed')
  WHERE (OLD.status || '>' || NEW.status) NOT IN (
    'sent>returned', 'sent>closed', 'returned>to_send', 'returned>closed', 'to_send>sent', 'to_send>closed');
  SELECT RAISE(ABORT, 'nothing goes to an address that sent a letter back')
  WHERE NEW.status IN ('to_send', 'sent')
    AND EXISTS (SELECT 1 FROM records_badaddress WHERE letter_id = NEW.id AND address = NEW.address);
  SELECT RAISE(ABORT, 'this person is never written to')
  WHERE NEW.status = 'sent' AND EXISTS (SELECT 1 FROM records_neverwrite WHERE person_key = NEW.person_key);
  SELECT RAISE(ABORT, 'two different people are needed: nobody else has approved this')
  WHERE NEW.status = 'sent' AND (NEW.proposal_id = OLD.proposal_id OR NEW.letters <> OLD.letters + 1 OR NOT EXISTS (
    SELECT 1 FROM records_proposal WHERE id = NEW.proposal_id AND purchase_id = NEW.purchase_id
    AND kind = 'remailing' AND decision = 'approved' AND decided_by <> proposed_by));
END

CREATE TRIGGER letter_never_goes BEFORE DELETE ON records_letter
BEGIN SELECT RAISE(ABORT, 'a letter is never deleted'); END

CREATE TRIGGER badaddress_never_replaced BEFORE INSERT ON records_badaddress
WHEN EXISTS (SELECT 1 FROM records_badaddress
             WHERE id = NEW.id OR (letter_id = NEW.letter_id AND address = NEW.address))
BEGIN SELECT RAISE(ABORT, 'an address is found bad once'); END

CREATE TRIGGER badaddress_never_changes BEFORE UPDATE ON records_badaddress
BEGIN SELECT RAISE(ABORT, 'a bad address is never changed'); END

CREATE TRIGGER badaddress_never_goes BEFORE DELETE ON records_badaddress
BEGIN SELECT RAISE(ABORT, 'a bad address is never deleted'); END

CREATE TRIGGER neverwrite_never_replaced BEFORE INSERT ON records_neverwrite
WHEN EXISTS (SELECT 1 FROM records_neverwrite WHERE person_key = NEW.person_key)
BEGIN SELECT RAISE(ABORT, 'who is never written to is listed once'); END

CREATE TRIGGER neverwrite_never_changes BEFORE UPDATE ON records_neverwrite
BEGIN SELECT RAISE(ABORT, 'who is never written to stays on the list'); END

CREATE TRIGGER neverwrite_never_goes BEFORE DELETE ON records_neverwrite
BEGIN SELECT RAISE(ABORT, 'who is never written to stays on the list'); END

CREATE TRIGGER guesses_never_replaced BEFORE INSERT ON records_guesses
WHEN EXISTS (SELECT 1 FROM records_guesses WHERE key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'guesses are counted once'); END

CREATE TRIGGER guesses_never_fewer BEFORE UPDATE ON records_guesses WHEN NEW.wrong <= OLD.wrong OR NEW.key <> OLD.key
BEGIN SELECT RAISE(ABORT, 'guesses are never forgotten'); END

CREATE TRIGGER guesses_never_go BEFORE DELETE ON records_guesses
BEGIN SELECT RAISE(ABORT, 'guesses are never forgotten'); END

CREATE TRIGGER destruction_begins_asked BEFORE INSERT ON records_destruction
WHEN NEW.approved_by <> '' OR NEW.certificate_sha256 <> '' OR NEW.declined_by <> '' OR NEW.number <> 1
  OR EXISTS (SELECT 1 FROM records_destruction WHERE portfolio_id = NEW.portfolio_id)
BEGIN SELECT RAISE(ABORT, 'a destruction is asked for once and approved by another person later'); END

CREATE TRIGGER destruction_keeps_its_facts BEFORE UPDATE ON records_destruction
WHEN NEW.portfolio_id <> OLD.portfolio_id
  OR ((NEW.asked_by <> OLD.asked_by OR NEW.asked_on IS NOT OLD.asked_on OR NEW.number <> OLD.number)
    AND (OLD.declined_by = '' OR NEW.declined_by <> '' OR NEW.number <> OLD.number + 1))
  OR (OLD.declined_by <> '' AND (NEW.approved_by <> ''
    OR (NEW.declined_by = '' AND NEW.number = OLD.number)
    OR (NEW.declined_by <> '' AND (NEW.declined_by <> OLD.declined_by OR NEW.declined_on IS NOT OLD.declined_on
      OR NEW.declined_why <> OLD.declined_why))))
  OR (OLD.approved_by <> '' AND (NEW.approved_by <> OLD.approved_by OR NEW.approved_on IS NOT OLD.approved_on
    OR NEW.agreement_id <> OLD.agreement_id))
  OR OLD.certificate_sha256 <> '' OR (OLD.approved_by = '' AND NEW.certificate_sha256 <> '')
BEGIN SELECT RAISE(ABORT, 'a destruction is approved once, then certified once, and otherwise never changed'); END

CREATE TRIGGER destruction_of_what_is_closed BEFORE UPDATE ON records_destruction
WHEN NEW.approved_by <> OLD.approved_by AND EXISTS (
  SELECT 1 FROM records_purchase WHERE portfolio_id = NEW.portfolio_id
  AND state NOT IN ('closed', 'refused', 'withdrawn'))
BEGIN SELECT RAISE(ABORT, 'a purchase of this portfolio is still open'); END

CREATE TRIGGER destruction_never_goes BEFORE DELETE ON records_destruction
BEGIN SELECT RAISE(ABORT, 'a destruction is never deleted'); END

CREATE TRIGGER purchase_of_what_is_there BEFORE INSERT ON records_purchase
WHEN EXISTS (SELECT 1 FROM records_destruction WHERE portfolio_id = NEW.portfolio_id AND approved_by <> '')
BEGIN SELECT RAISE(ABORT, 'the data of this portfolio is destroyed'); END

CREATE TRIGGER fundterms_begin_open BEFORE INSERT ON records_fundterms
WHEN NEW.decision <> '' OR EXISTS (
  SELECT 1 FROM records_fundterms
  WHERE id = NEW.id OR (fund_id = NEW.fund_id AND (version >= NEW.version OR decision = '')))
BEGIN SELECT RAISE(ABORT, 'terms of a fund are proposed once, each after the last, and approved by another later'); END

CREATE TRIGGER fundterms_decided_once BEFORE UPDATE ON records_fundterms
WHEN OLD.decision <> '' OR NEW.id <> OLD.id OR NEW.fund_id <> OLD.fund_id OR NEW.version <> OLD.version
  OR NEW.terms <> OLD.terms OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposed_on <> OLD.proposed_on
BEGIN SELECT RAISE(ABORT, 'terms of a fund are decided once and otherwise never changed'); END

CREATE TRIGGER fundterms_never_go BEFORE DELETE ON records_fundterms
BEGIN SELECT RAISE(ABORT, 'terms of a fund are never deleted'); END
