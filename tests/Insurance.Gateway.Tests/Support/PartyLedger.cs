namespace Insurance.Gateway.Tests.Support;

/// <summary>The parties' part of the chaincode, as far as a gateway can know, on a <see cref="FakeLedger"/>.</summary>
internal sealed class PartyLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Party Party, string Hmac)> _outcomes = [];
    private (string Transaction, bool Applied)? _failure;

    public PartyLedger()
    {
        Answer("StorePersonalData", Store);
        Answer("RegisterParty", Register);
        Answer("CorrectParty", Correct);
        Answer("EraseParty", Erase);
        Answer("PurgePersonalData", Purge);
        Answer("GetParty", call => Find(FakeLedger.Request<GetPartyRequest>(call).PartyId).Clone());
        Answer("RecordAccess", Access);
        Answer("GetPersonalData", Get);
        Answer("HoldsPersonalData", _ => new HoldsPersonalDataResponse { Held = Sealed.Count > 0 });
    }

    public FakeLedger Ledger { get; } = new();

    public Dictionary<string, Party> Parties { get; } = [];

    /// <summary>The insurer's collection.</summary>
    public Dictionary<string, byte[]> Sealed { get; } = [];

    public List<Access> Accesses { get; } = [];

    /// <summary>The names of what was submitted.</summary>
    public IEnumerable<string> Submitted => Ledger.Submitted.Select(call => call.Transaction);

    /// <summary>The next such transaction is the last thing that happens: it is lost, or only its answer is.</summary>
    public void CrashAt(string transaction, bool applied) => _failure = (transaction, applied);

    /// <summary>The event of an erasure.</summary>
    public void RaiseErased(string partyId, ulong block, string insurer = GatewayServer.MspId) => Ledger.Raise(FakeLedger.Event(
        "PartyErased", block, $"tx-{block}", JsonSerializer.SerializeToUtf8Bytes(new { partyId, insurerMspId = insurer })));

    private void Answer(string transaction, Func<LedgerCall, IMessage> apply) => Ledger.Answer(transaction, call =>
    {
        using var alone = _gate.EnterScope();
        if (_failure is { } planned && planned.Transaction == transaction && !Asks(call))
        {
            _failure = null;
            if (planned.Applied)
            {
                apply(call);
            }

            throw new LedgerException(LedgerFailure.OutcomeUnknown, "gone") { TransactionId = "t" };
        }

        return apply(call);
    });

    /// <summary>A registration and a correction are evaluated first, without their data.</summary>
    private static bool Asks(LedgerCall call) => call.Transaction switch
    {
        "CorrectParty" => FakeLedger.Request<CorrectPartyRequest>(call).SealedSha256.Length == 0,
        "RegisterParty" => FakeLedger.Request<RegisterPartyRequest>(call).SealedSha256.Length == 0,
        _ => false,
    };

    private Party Store(LedgerCall call)
    {
        var request = FakeLedger.Request<StorePersonalDataRequest>(call);
        var known = Parties.GetValueOrDefault(request.PartyId);
        if (request.Version <= (known?.Version ?? 0))
        {
            throw Refused("ALREADY_EXISTS");
        }

        RefuseErased(known);
        Sealed[$"{request.PartyId}/{request.Version}"] = call.Transient!["sealed"];
        return new Party { PartyId = request.PartyId };
    }

    private Party Register(LedgerCall call)
    {
        var request = FakeLedger.Request<RegisterPartyRequest>(call);
        return OnceWithData(request.RequestId, request.PartyId, request.DataHmacSha256, () =>
        {
            if (Parties.ContainsKey(request.PartyId))
            {
                throw Refused("ALREADY_EXISTS");
            }

            RefuseMissing(request.PartyId, 1, request.SealedSha256);
            return Parties[request.PartyId] = new Party
            {
                PartyId = request.PartyId,
                InsurerMspId = GatewayServer.MspId,
                Version = 1,
                CommitmentSha256 = request.CommitmentSha256,
                SealedSha256 = request.SealedSha256,
                Registered = new Stamp { Actor = request.Actor },
            };
        });
    }

    private Party Correct(LedgerCall call)
    {
        var request = FakeLedger.Request<CorrectPartyRequest>(call);
        return OnceWithData(request.RequestId, request.PartyId, request.DataHmacSha256, () =>
        {
            var party = Find(request.PartyId);
            RefuseErased(party);
            RefuseMissing(request.PartyId, party.Version + 1, request.SealedSha256);
            party.Earlier.Add(new PartyVersion { Version = party.Version, CommitmentSha256 = party.CommitmentSha256 });
            (party.Version, party.CommitmentSha256, party.SealedSha256) = (party.Version + 1, request.CommitmentSha256, request.SealedSha256);
            return party;
        });
    }

    private Party Erase(LedgerCall call)
    {
        var request = FakeLedger.Request<ErasePartyRequest>(call);
        return Once(request.RequestId, () =>
        {
            var party = Find(request.PartyId);
            RefuseErased(party);
            party.Erased = new Erasure { Reason = request.Reason };
            return party;
        });
    }

    private Party Purge(LedgerCall call)
    {
        var request = FakeLedger.Request<PurgePersonalDataRequest>(call);
        if (request.UnregisteredVersion > 0)
        {
            return PurgeUnregistered(request);
        }

        var party = Find(request.PartyId);
        if (party.Erased is null && party.Version == 1)
        {
            throw Refused("RECORD_NOT_FOUND");
        }

        var last = party.Erased is null ? party.Version - 1 : party.Version + 1;
        for (var version = 1; version <= last; version++)
        {
            Sealed.Remove($"{party.PartyId}/{version}");
        }

        return party;
    }

    private Access Access(LedgerCall call)
    {
        var request = FakeLedger.Request<RecordAccessRequest>(call);
        RefuseErased(Find(request.PartyId));
        Accesses.Add(new Access { PartyId = request.PartyId, Purpose = request.Purpose, Accessed = new Stamp { Actor = request.Actor } });
        return Accesses[^1];
    }

    private SealedPersonalData Get(LedgerCall call)
    {
        var party = Find(FakeLedger.Request<GetPersonalDataRequest>(call).PartyId);
        RefuseErased(party);
        return new SealedPersonalData
        {
            PartyId = party.PartyId,
            Version = party.Version,
            CommitmentSha256 = party.CommitmentSha256,
            Sealed = ByteString.CopyFrom(Sealed[$"{party.PartyId}/{party.Version}"]),
        };
    }

    private Party Once(string requestId, Func<Party> apply, string hmac = "")
    {
        if (!_outcomes.TryGetValue(requestId, out var outcome))
        {
            _outcomes[requestId] = outcome = (apply().Clone(), hmac);
        }

        return outcome.Party;
    }

    private Party OnceWithData(string requestId, string partyId, string hmac, Func<Party> apply)
    {
        if (_outcomes.TryGetValue(requestId, out var before))
        {
            RefuseErased(Find(partyId));
            if (before.Hmac != hmac)
            {
                throw Refused("REQUEST_ID_REUSED");
            }
        }

        return Once(requestId, apply, hmac);
    }

    private Party PurgeUnregistered(PurgePersonalDataRequest request)
    {
        if (Parties.GetValueOrDefault(request.PartyId)?.Version >= request.UnregisteredVersion)
        {
            throw Refused("ALREADY_EXISTS");
        }

        var key = $"{request.PartyId}/{request.UnregisteredVersion}";
        var found = Sealed.TryGetValue(key, out var value) ? Convert.ToHexStringLower(SHA256.HashData(value)) : "";
        if (found.Length > 0 && request.SealedSha256.Length > 0 && request.SealedSha256 != found)
        {
            throw Refused("RECORD_NOT_FOUND");
        }

        if (FakeLedger.IsSubmission)
        {
            Sealed.Remove(key);
        }

        return new Party { PartyId = request.PartyId, Version = request.UnregisteredVersion, SealedSha256 = found };
    }

    private Party Find(string partyId) => Parties.GetValueOrDefault(partyId) ?? throw Refused("PARTY_NOT_FOUND");

    private static void RefuseErased(Party? party)
    {
        if (party?.Erased is not null)
        {
            throw Refused("PARTY_ERASED");
        }
    }

    private void RefuseMissing(string partyId, uint version, string hash)
    {
        if (!Sealed.TryGetValue($"{partyId}/{version}", out var value) || Convert.ToHexStringLower(SHA256.HashData(value)) != hash)
        {
            throw Refused("PERSONAL_DATA_MISSING");
        }
    }

    private static LedgerException Refused(string code) => new(LedgerFailure.Refused, "The chaincode says no.") { Code = code };
}
