namespace Grpc.Core;

/// <summary>What one call carries besides its request.</summary>
public readonly struct CallOptions
{
    /// <summary>Creates options.</summary>
    /// <param name="headers">Request headers.</param>
    /// <param name="deadline">When the call must be over, in UTC.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="writeOptions">How messages are written.</param>
    /// <param name="propagationToken">Ties the call to the one being served.</param>
    /// <param name="credentials">Credentials of this call.</param>
    public CallOptions(Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default, WriteOptions? writeOptions = null, ContextPropagationToken? propagationToken = null, CallCredentials? credentials = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
        PropagationToken = propagationToken;
        Credentials = credentials;
    }

    /// <summary>Request headers.</summary>
    public Metadata? Headers { get; init; }

    /// <summary>When the call must be over, in UTC.</summary>
    /// <value>None by default.</value>
    public DateTime? Deadline { get; init; }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>How messages are written.</summary>
    public WriteOptions? WriteOptions { get; init; }

    /// <summary>Ties the call to the one being served.</summary>
    public ContextPropagationToken? PropagationToken { get; init; }

    /// <summary>Credentials of this call.</summary>
    public CallCredentials? Credentials { get; init; }

    /// <summary>Whether the call waits for a connection instead of failing. This transport always connects on demand.</summary>
    public bool IsWaitForReady { get; init; }

    /// <summary>These options with other headers.</summary>
    /// <param name="headers">Request headers.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>These options with another deadline.</summary>
    /// <param name="deadline">When the call must be over, in UTC.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>These options with another cancellation token.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    /// <summary>These options with other write options.</summary>
    /// <param name="writeOptions">How messages are written.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    /// <summary>These options, tied to the call being served.</summary>
    /// <param name="propagationToken">The tie.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithPropagationToken(ContextPropagationToken propagationToken) => this with { PropagationToken = propagationToken };

    /// <summary>These options with other credentials.</summary>
    /// <param name="credentials">Credentials of this call.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithCredentials(CallCredentials credentials) => this with { Credentials = credentials };

    /// <summary>These options, waiting for a connection or not.</summary>
    /// <param name="waitForReady">Whether to wait.</param>
    /// <returns>A copy.</returns>
    public CallOptions WithWaitForReady(bool waitForReady = true) => this with { IsWaitForReady = waitForReady };
}
