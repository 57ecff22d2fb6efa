namespace Insurance.Demo;

/// <summary>What is held of a person: who read it and what for, a consent, a correction, and its end.</summary>
internal sealed class PrivacyStory(InsurerDesk insurer, RunIds ids, TimeProvider time)
{
    private const string Name = "privacy";

    /// <param name="insured">A holder whose policy runs.</param>
    /// <param name="cancellationToken">Stops the story.</param>
    public async Task<Chapter> RunAsync(string insured, CancellationToken cancellationToken)
    {
        var parties = insurer.Parties(Roles.Underwriter);
        var holders = await HolderPool.RegisterAsync(insurer, Roles.Underwriter, Name, 1, ids, cancellationToken);
        var person = holders.For(1);
        var registered = await parties.GetPartyAsync(new GetPartyRequest { PartyId = person }, InsurerDesk.Within(cancellationToken));
        var chapter = new Chapter("What is held of a person");
        chapter.Say($"{insurer.Name} registered {person}. The channel holds the commitment {registered.CommitmentSha256[..16]}…; the data are sealed under a key of that person's own.");

        var marketing = new GetPersonalDataRequest { PartyId = person, Purpose = Purpose.Marketing };
        var refused = await RefusalAsync(parties.GetPersonalDataAsync(marketing, InsurerDesk.Within(cancellationToken)));
        await parties.RecordConsentAsync(
            new RecordConsentRequest
            {
                RequestId = ids.Of("consent", Name, 1),
                PartyId = person,
                ConsentId = ids.Of("consent", Name, 1),
                Purpose = Purpose.Marketing,
                ExpiresAt = Timestamp.FromDateTimeOffset(time.GetUtcNow().AddDays(30)),
                EvidenceSha256 = new string('5', 64),
            },
            InsurerDesk.Within(cancellationToken));
        await parties.GetPersonalDataAsync(marketing, InsurerDesk.Within(cancellationToken));
        chapter.Say($"Read for marketing without a consent: {refused}. With one, for 30 days: allowed.");

        var corrected = await parties.CorrectPartyAsync(
            new CorrectPartyRequest
            {
                RequestId = ids.Of("correct", Name, 1),
                PartyId = person,
                Reason = "moved house",
                PersonalData = new PersonalData { FullName = "Holder 1 of privacy", DateOfBirth = "1950-04-08", Address = "2 Example Street" },
            },
            InsurerDesk.Within(cancellationToken));
        var disclosed = await parties.GetPersonalDataAsync(new GetPersonalDataRequest { PartyId = person, Purpose = Purpose.DataSubjectRequest }, InsurerDesk.Within(cancellationToken));
        var proof = await parties.VerifyPersonalDataAsync(
            new VerifyPersonalDataRequest { PartyId = person, PersonalData = disclosed.PersonalData, Salt = disclosed.Salt }, InsurerDesk.Within(cancellationToken));
        chapter.Say($"Corrected to version {corrected.Version}; the person asked what is held, and with the salt of the answer anybody can check it: {(proof.Matches ? "it matches the commitment" : "IT DOES NOT MATCH")}.");
        var accesses = await insurer.Parties(Roles.Auditor).ListAccessesAsync(new ListAccessesRequest { PartyId = person }, InsurerDesk.Within(cancellationToken));
        chapter.Say($"The access log: {string.Join(", ", accesses.Accesses.Select(access => $"{access.Purpose} by {access.Accessed.Actor}"))}.");

        var administrator = insurer.Parties(Roles.Admin);
        var kept = await RefusalAsync(administrator.ErasePartyAsync(
            new ErasePartyRequest { RequestId = ids.Of("erase", Name, 2), PartyId = insured, Reason = "asked for" }, InsurerDesk.Within(cancellationToken)));
        var erased = await administrator.ErasePartyAsync(
            new ErasePartyRequest { RequestId = ids.Of("erase", Name, 1), PartyId = person, Reason = "asked for" }, InsurerDesk.Within(cancellationToken));
        var gone = await RefusalAsync(parties.GetPersonalDataAsync(new GetPersonalDataRequest { PartyId = person, Purpose = Purpose.Contract }, InsurerDesk.Within(cancellationToken)));
        chapter.Say($"Erased in transaction {erased.Erased.Erased.TransactionId[..16]}…: the key is destroyed, the data purged, reading answers {gone}. A holder whose policy runs: {kept}.");
        chapter.Note("withoutConsent", refused);
        chapter.Note("proved", proof.Matches ? "true" : "false");
        chapter.Note("accesses", $"{accesses.Accesses.Count}");
        chapter.Note("afterErasure", gone);
        chapter.Note("whilePolicyRuns", kept);
        return chapter;
    }

    private static async Task<string> RefusalAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return "allowed";
        }
        catch (RpcException exception) when (RpcFailure.Reason(exception) is { } code)
        {
            return code;
        }
    }
}
