namespace Fabric.Client;

/// <summary>How a client presents itself, and how long it waits for each step.</summary>
public sealed record GatewayOptions
{
    /// <summary>Who the client is.</summary>
    public required IIdentity Identity { get; init; }

    /// <summary>Signs for the identity. Without one, every message must be signed off line.</summary>
    /// <value>None by default.</value>
    public ISigner? Signer { get; init; }

    /// <summary>How messages are hashed before they are signed.</summary>
    /// <value>The default is SHA-256.</value>
    public MessageHash Hash { get; init; } = MessageHash.Sha256;

    /// <summary>Deadline of an evaluation; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan EvaluateTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Deadline of an endorsement; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    /// <value>The default is 15 seconds.</value>
    public TimeSpan EndorseTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Deadline of handing a transaction to the orderer; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan SubmitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Deadline of the wait for commit; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan CommitStatusTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>SHA-256 of the TLS client certificate, which peers that demand mutual TLS compare in block event requests.</summary>
    /// <value>Empty by default.</value>
    public ReadOnlyMemory<byte> TlsClientCertificateHash { get; init; }

    /// <summary>The clock for timestamps and deadlines.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        var problems = new List<string>();
        CheckTimeout(EvaluateTimeout, nameof(EvaluateTimeout));
        CheckTimeout(EndorseTimeout, nameof(EndorseTimeout));
        CheckTimeout(SubmitTimeout, nameof(SubmitTimeout));
        CheckTimeout(CommitStatusTimeout, nameof(CommitStatusTimeout));
        if (TlsClientCertificateHash.Length is not (0 or 32))
        {
            problems.Add($"{nameof(TlsClientCertificateHash)} has {TlsClientCertificateHash.Length} bytes, SHA-256 has 32");
        }

        if (Identity is null)
        {
            problems.Add($"{nameof(Identity)} is missing");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"The options are not valid: {string.Join("; ", problems)}.");
        }

        void CheckTimeout(TimeSpan timeout, string name)
        {
            if (timeout <= TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            {
                problems.Add($"{name} is {timeout}, not positive");
            }
        }
    }
}
