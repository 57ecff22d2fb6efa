using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Insurance.Gateway.Api;
using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>Registers policyholders without their data ever being in a transaction's arguments.</summary>
public sealed class PartyOperations(TransactionRunner transactions)
{
    private const int SaltBytes = 32;

    /// <summary>Moves the personal data into transient data, with a fresh salt.</summary>
    public Task<IMessage> RegisterAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (RegisterPartyRequest)call.Request;
        if (request.PersonalData is not { } person)
        {
            // The chaincode says what is missing.
            return transactions.RunAsync(call, cancellationToken);
        }

        var transient = new Dictionary<string, byte[]>
        {
            ["personalData"] = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(person)),
            ["salt"] = RandomNumberGenerator.GetBytes(SaltBytes),
        };
        var pseudonymous = request.Clone();
        pseudonymous.PersonalData = null;
        return transactions.RunAsync(call with { Request = pseudonymous }, transient, cancellationToken);
    }
}
