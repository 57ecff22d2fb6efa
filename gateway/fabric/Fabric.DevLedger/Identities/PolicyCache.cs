namespace Fabric.DevLedger.Identities;

/// <summary>Key-level policies, compiled once for as many keys as carry them.</summary>
internal sealed class PolicyCache
{
    private const int Capacity = 4096;

    private readonly ConcurrentDictionary<byte[], CompiledSignaturePolicy?> _policies = new(BytesComparer.Instance);

    /// <summary>The policy, or null when the bytes are none, which nobody can satisfy.</summary>
    public CompiledSignaturePolicy? Get(byte[] serialized)
    {
        if (_policies.TryGetValue(serialized, out var policy))
        {
            return policy;
        }

        try
        {
            // Fabric does not look at the version of a key's policy.
            var envelope = SignaturePolicyEnvelope.Parser.ParseForeign(serialized);
            envelope.Version = 0;
            policy = SignaturePolicies.Compile(envelope);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or FormatException)
        {
            policy = null;
        }

        if (_policies.Count >= Capacity)
        {
            _policies.Clear();
        }

        _policies[serialized] = policy;
        return policy;
    }
}
