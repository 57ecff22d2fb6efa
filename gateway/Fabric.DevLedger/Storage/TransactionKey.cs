using System.Text;

namespace Fabric.DevLedger.Storage;

/// <summary>The index key of a transaction id.</summary>
internal static class TransactionKey
{
    /// <summary>A well-formed id (64 lower-case hexadecimal digits) is stored as its 32 bytes, any other as its text.</summary>
    public static byte[] Of(string transactionId)
    {
        if (transactionId.Length == 64 && transactionId.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0)
        {
            return Convert.FromHexString(transactionId);
        }

        return Encoding.UTF8.GetBytes(transactionId);
    }
}
