namespace Fabric.Client.Resilience;

/// <summary>Distinguishes why a peer refuses. The texts are Fabric's.</summary>
public static class LedgerAnswers
{
    /// <summary>The peer does not take the identity for a member, or not for one that may read.</summary>
    /// <param name="error">The failure.</param>
    public static bool RefusesIdentity(LedgerException error) =>
        Says(error, "creator org", "access denied", "Failed evaluating policy on signed data", "client identity expired");

    /// <summary>A peer's clock and this machine's are too far apart.</summary>
    /// <param name="error">The failure.</param>
    public static bool RefusesTime(LedgerException error) => Says(error, "request unauthorized due to incorrect timestamp");

    /// <summary>The peer has not joined the channel.</summary>
    /// <param name="error">The failure.</param>
    public static bool LacksChannel(LedgerException error) =>
        Says(error, "failed to get config for channel", "could not get last config for channel", "Invalid chain ID");

    /// <summary>The chaincode is not on the channel.</summary>
    /// <param name="error">The failure.</param>
    public static bool LacksChaincode(LedgerException error) =>
        Says(error, "no peers available to evaluate chaincode", "No metadata was found for chaincode", "has been successfully defined on channel");

    private static bool Says(LedgerException error, params ReadOnlySpan<string> texts)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            foreach (var text in texts)
            {
                if (cause.Message.Contains(text, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
