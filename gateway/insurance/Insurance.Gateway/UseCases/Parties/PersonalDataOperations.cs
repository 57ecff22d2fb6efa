namespace Insurance.Gateway.UseCases.Parties;

/// <summary>Reads personal data, and compares with them. Nothing is unsealed before the ledger has recorded who reads and why.</summary>
internal sealed class PersonalDataOperations(TransactionRunner transactions, PersonalDataVault vault, OrganizationSettings organization)
{
    private static readonly string[] Confidants = [Roles.Underwriter, Roles.ClaimsHandler];

    /// <summary>Reads a person's data.</summary>
    public async Task<IMessage> GetAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (GetPersonalDataRequest)call.Request;
        var (person, stored, access) = await OpenAsync(request.PartyId, request.Purpose, call.Caller, call.Role, cancellationToken);
        var disclosed = new DisclosedPersonalData
        {
            PersonalData = person.Data,
            Version = stored.Version,
            CommitmentSha256 = stored.CommitmentSha256,
            Access = access,
        };
        if (request.Purpose == Purpose.DataSubjectRequest)
        {
            disclosed.Salt = ByteString.CopyFrom(person.Salt);
            disclosed.CommittedJson = Encoding.UTF8.GetString(person.Json);
        }

        return disclosed;
    }

    /// <summary>Compares data with a party's commitments.</summary>
    public async Task<IMessage> VerifyAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (VerifyPersonalDataRequest)call.Request;
        var wrong = new ViolationList();
        wrong.Add(request.PersonalData is null ? GatewayErrors.FieldRequired("personalData", "The personal data to compare are required.") : null);
        wrong.Add(request.Salt.Length is 0 or PersonalDataSeal.SaltBytes ? null : GatewayErrors.InvalidValue($"A salt has {PersonalDataSeal.SaltBytes} bytes.", "salt"));
        wrong.Throw();
        return request.Salt.IsEmpty
            ? await CompareAsync(call, request, PersonalDataJson.Write(request.PersonalData!), cancellationToken)
            : await ProveAsync(call, request, PersonalDataJson.Write(request.PersonalData!), cancellationToken);
    }

    /// <summary>The party's own insurer takes the salt from the sealed data.</summary>
    private async Task<VerifyPersonalDataResponse> CompareAsync(
        ApiCall call, VerifyPersonalDataRequest request, byte[] json, CancellationToken cancellationToken)
    {
        var role = organization.Kind.Can().HoldsRecords && !call.Caller.IsBroker
            ? Confidants.FirstOrDefault(call.Caller.Roles.Contains)
            : null;
        if (role is null)
        {
            throw GatewayErrors.SaltRequired();
        }

        var (person, stored, _) = await OpenAsync(request.PartyId, request.Purpose, call.Caller, role, cancellationToken);
        var matches = CryptographicOperations.FixedTimeEquals(person.Json, json);
        return new VerifyPersonalDataResponse
        {
            Matches = matches,
            Version = matches ? stored.Version : 0,
            CommitmentSha256 = matches ? stored.CommitmentSha256 : "",
        };
    }

    /// <summary>Whoever was given the salt needs nothing but the channel, also after an erasure.</summary>
    private async Task<VerifyPersonalDataResponse> ProveAsync(
        ApiCall call, VerifyPersonalDataRequest request, byte[] json, CancellationToken cancellationToken)
    {
        var party = await PartyAsync(call, request, cancellationToken);
        var commitment = PersonalDataSeal.Commitment(request.Salt.Span, json);
        var version = party.CommitmentSha256 == commitment
            ? party.Version
            : party.Earlier.FirstOrDefault(earlier => earlier.CommitmentSha256 == commitment)?.Version ?? 0;
        return new VerifyPersonalDataResponse
        {
            Matches = version > 0,
            Version = version,
            CommitmentSha256 = version > 0 ? commitment : "",
            Superseded = version > 0 && version < party.Version,
        };
    }

    /// <summary>What the channel knows of a party; to a broker, of its own customers.</summary>
    private async Task<Party> PartyAsync(ApiCall call, VerifyPersonalDataRequest request, CancellationToken cancellationToken)
    {
        var read = new GetPartyRequest
        {
            PartyId = request.PartyId,
            InsurerMspId = request.InsurerMspId,
            BrokerId = call.Caller.IsBroker ? call.Caller.BrokerId : "",
        };
        Task<Party> Run() => transactions.EvaluateAsync<Party>("GetParty", read, call.Role, cancellationToken);
        return call.Caller.IsBroker ? await BrokerBook.HidingAsync(nameof(Party), Run) : await Run();
    }

    private async Task<(OpenedPerson Person, SealedPersonalData Stored, Access Access)> OpenAsync(
        string partyId, Purpose purpose, Caller caller, string role, CancellationToken cancellationToken)
    {
        // Each reading is one of its own, also when a client repeats its call.
        var record = new RecordAccessRequest
        {
            RequestId = $"access.{Guid.NewGuid():N}",
            Actor = caller.Name,
            PartyId = partyId,
            Purpose = purpose,
        };
        var access = await transactions.SubmitAsync<Access>("RecordAccess", record, role, cancellationToken);
        var stored = await transactions.EvaluateAsync<SealedPersonalData>(
            "GetPersonalData", new GetPersonalDataRequest { PartyId = partyId, Purpose = purpose }, role, cancellationToken);
        return (vault.Open(stored), stored, access);
    }
}
