namespace Fabric.Audit;

/// <content>What a transaction alone, and its id, make of the peers' verdict on it.</content>
internal sealed partial class ChainVerifier
{
    // The order is a peer's: form and signature, then the id, then the endorsed result; policies and reads come after, in the replay.
    private void JudgeForm(JudgedTransaction transaction, bool alone, string where, FindingList findings)
    {
        var (code, form) = (transaction.Code, transaction.Form);
        if (code == TxValidationCode.Valid && form.Fault is null)
        {
            Signatures += transaction.Replayed is { } replayed ? 1 + replayed.Endorsers.Count : 0;
        }

        if (form.Fault is { } fault)
        {
            // The first configuration nobody signs; of later ones the orderers' signature under their block counts.
            if (form.Stored is not { Type: HeaderType.Config } || !alone || code != TxValidationCode.Valid || fault.Name == "channel")
            {
                Expect(fault);
            }

            return;
        }

        if (form.Stored!.Type == HeaderType.Config)
        {
            if (!alone || code != TxValidationCode.Valid)
            {
                findings.Add("TRANSACTION", Name(transaction, where), "A configuration is not alone in its block, or not recorded as valid.");
            }

            return;
        }

        switch (_ids.Find(form.RememberedId))
        {
            case IdUse.Used when code == TxValidationCode.DuplicateTxid:
                return;
            case IdUse.Used when code == TxValidationCode.Valid:
                findings.Add("DUPLICATE_TRANSACTION", Name(transaction, where), "A transaction before it has the same id, and yet it is recorded as valid.");
                return;
            case IdUse.Used:
                Contradict("A transaction before it has its id.");
                return;
            case IdUse.Claimed or IdUse.Free when code == TxValidationCode.DuplicateTxid:
                JudgeDuplicate();
                return;
        }

        if (form.LateFault is { } late)
        {
            Expect(late);
        }
        else if (code is TxValidationCode.InvalidWriteset)
        {
            // Keys that only CouchDB refuses; whether peers use it no block shows.
            _unjudged++;
        }
        else if (!LedgerReplay.HasPassedPolicies(code) && code is not (TxValidationCode.EndorsementPolicyFailure or TxValidationCode.InvalidChaincode))
        {
            Contradict("Nothing is wrong with its form and its signatures.");
        }
        else if (LedgerReplay.HasPassedPolicies(code) && !_ids.PassInBlock(form.RememberedId))
        {
            findings.Add("DUPLICATE_TRANSACTION", Name(transaction, where), "A transaction before it in the block has the same id, and yet it is not recorded as its duplicate.");
        }

        void JudgeDuplicate()
        {
            if (_ids.HasPassedInBlock(form.RememberedId))
            {
                return;
            }

            if (_replay.IsComplete && _ids.Find(form.RememberedId) == IdUse.Free)
            {
                Contradict("No transaction before it has its id.");
            }
            else
            {
                _unjudged++;
            }
        }

        void Expect(FormFault expected)
        {
            if (code == TxValidationCode.Valid)
            {
                findings.Add(new Check(expected.Name, false, expected.Why), Name(transaction, where));
            }
            else if (code != expected.Code)
            {
                Contradict($"{BlockContents.Name(expected.Code)} comes out. {expected.Why}");
            }
        }

        void Contradict(string why) =>
            findings.Add("VERDICT_WRONG", Name(transaction, where), $"{BlockContents.Name(code)}: {why}");
    }
}
