namespace Fabric.DevLedger.Endorsement;

/// <summary>How a Fabric peer words that a channel policy refuses a signer.</summary>
internal static class AccessRefusal
{
    public static string Message(string channel, string policy) =>
        $"Failed evaluating policy on signed data during check policy on channel [{channel}] with policy [/Channel/Application/{policy}]: [{Implicit(policy)}]";

    public static string Implicit(string policy) =>
        $"implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the '{policy}' sub-policies to be satisfied";
}
