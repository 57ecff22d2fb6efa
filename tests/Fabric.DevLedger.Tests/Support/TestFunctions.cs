namespace Fabric.DevLedger.Tests.Support;

/// <summary>The functions of the tests' chaincode.</summary>
internal static class TestFunctions
{
    public static ChaincodeResult Run(ChaincodeInvocation call, ILedgerAccess ledger)
    {
        var arguments = call.Arguments.Select(argument => argument.ToStringUtf8()).ToArray();
        try
        {
            return Dispatch(call, arguments, ledger);
        }
        catch (LedgerAccessException e)
        {
            return Failure(500, e.Message);
        }
    }

    private static ChaincodeResult Dispatch(ChaincodeInvocation call, string[] a, ILedgerAccess ledger)
    {
        switch (a[0])
        {
            case "put":
                return Success(a[2], Put("", a[1], a[2]));
            case "delete":
                return Success("", new ChaincodeWrite(ChaincodeWriteKind.Delete, "", a[1], []));
            case "get":
            case "getTwice":
                return ledger.GetState("", a[1]) is { } value ? Success(Text(value)) : Failure(404, $"no {a[1]}");
            case "append":
                return Success("", Put("", a[1], Text(ledger.GetState("", a[1]) ?? []) + a[2]));
            case "count":
                return Count(a, ledger);
            case "history":
                return Success(string.Join(',', ledger.GetHistory(a[1], 0).SelectMany(part => part.Entries).Select(entry => entry.IsDelete ? "-" : Text(entry.Value))));
            case "event":
                return Success("", Put("", a[1], "e")) with { Event = new ChaincodeResultEvent(a[2], Encoding.UTF8.GetBytes(a[1])) };
            case "fail":
                return Failure(500, a[1]);
            case "owner":
                return Success("", new ChaincodeWrite(
                    ChaincodeWriteKind.SetValidationParameter, "", a[1], SignaturePolicies.Parse(a[2]).ToByteArray()));
            case "policyBytes":
                return Success("", new ChaincodeWrite(ChaincodeWriteKind.SetValidationParameter, "", a[1], Convert.FromHexString(a[2])));
            case "invoke":
                throw ledger.RefusesInvocation(a[1]);
            case "peer":
                return Success(call.PeerMspId);
            default:
                return Private(call, a, ledger);
        }
    }

    private static ChaincodeResult Private(ChaincodeInvocation call, string[] a, ILedgerAccess ledger)
    {
        switch (a[0])
        {
            case "putPrivate":
                return Success("", Put(a[1], a[2], call.Transient.Single().Value.ToStringUtf8()));
            case "scanPrivate":
                return Success(string.Join(',', ledger.Scan(a[1], a[2], a[3], 0).SelectMany(part => part.Entries).Select(entry => $"{entry.Key}={Text(entry.Value)}")));
            case "getPrivate":
                return Success(Text(ledger.GetState(a[1], a[2]) ?? []));
            case "hashPrivate":
                return Success(Convert.ToHexStringLower(ledger.GetPrivateHash(a[1], a[2]) ?? []));
            case "purgePrivate":
                return Success("", new ChaincodeWrite(ChaincodeWriteKind.Purge, a[1], a[2], []));
            default:
                return Failure(400, $"no function {a[0]}");
        }
    }

    private static ChaincodeResult Count(string[] a, ILedgerAccess ledger)
    {
        var count = ledger.Scan("", a[1], a[2], 0).Sum(part => part.Entries.Count).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return a.Length > 3 ? Success(count, Put("", a[3], count)) : Success(count);
    }

    private static string Text(byte[] value) => Encoding.UTF8.GetString(value);

    private static ChaincodeWrite Put(string collection, string key, string value) =>
        new(ChaincodeWriteKind.Put, collection, key, Encoding.UTF8.GetBytes(value));

    private static ChaincodeResult Success(string payload, params ChaincodeWrite[] writes) =>
        new(200, string.Empty, Encoding.UTF8.GetBytes(payload), null, writes);

    private static ChaincodeResult Failure(int status, string message) => new(status, message, [], null, []);
}
