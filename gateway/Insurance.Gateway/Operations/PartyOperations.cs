using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Insurance.Gateway.Api;
using Insurance.Gateway.Ledger;
using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>Registers policyholders without their data ever being in a transaction's arguments, or at another's peer.</summary>
/// <remarks>
/// Two transactions: the first takes the data as transient data and writes to the insurer's collection alone, so that only
/// the insurer's own peer endorses it; the second writes the public record, which a second organization endorses, and
/// carries nothing of the person.
/// </remarks>
public sealed class PartyOperations(TransactionRunner transactions)
{
    private const string Store = "StorePersonalData";
    private const string AlreadyExists = "ALREADY_EXISTS";
    private const int SaltBytes = 32;

    /// <summary>Stores the personal data with a fresh salt, then registers the party.</summary>
    public async Task<IMessage> RegisterAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (RegisterPartyRequest)call.Request;
        if (request.PersonalData is not { } person)
        {
            // The chaincode says what is missing, or repeats what was done before.
            return await transactions.RunAsync(call, cancellationToken);
        }

        var transient = new Dictionary<string, byte[]>
        {
            ["personalData"] = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(person)),
            ["salt"] = RandomNumberGenerator.GetBytes(SaltBytes),
        };
        var pseudonymous = request.Clone();
        pseudonymous.PersonalData = null;
        try
        {
            await transactions.SubmitAsync<Party>(Store, pseudonymous, call.Role, transient, cancellationToken);
        }
        catch (LedgerException error) when (error.Code == AlreadyExists)
        {
            // A repeated request, whose outcome the next transaction repeats; or another one's id, which it refuses.
        }

        return await transactions.RunAsync(call with { Request = pseudonymous }, cancellationToken);
    }
}
