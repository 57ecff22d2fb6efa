using Grpc.Core;

namespace Fabric.DevLedger.Services;

/// <summary>Writes to streams whose readers may be slow.</summary>
internal static class StreamWriting
{
    /// <summary>Writes a message, and ends the stream of a client that does not read it.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: the message waited too long.</exception>
    public static async ValueTask WriteAsync<T>(
        this IServerStreamWriter<T> stream, T message, LedgerContext ledger, ServerCallContext context, CancellationToken cancellationToken)
    {
        var writing = stream.WriteAsync(message, cancellationToken);
        if (writing.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            // The write itself is cancelled with the token, and must be over before its call is.
            await writing.WaitAsync(ledger.Limits.SlowReader, ledger.Time);
        }
        catch (TimeoutException)
        {
            // The call is cut off soon; nobody else looks at how the write ends.
            _ = writing.ContinueWith(static task => task.Exception, TaskScheduler.Default);
            if (CallAdmission.Of(context) is { } admission)
            {
                admission.IsStuck = true;
            }

            throw ServiceErrors.Status(StatusCode.ResourceExhausted, FormattableString.Invariant(
                $"the stream was not read for {ledger.Limits.SlowReader.TotalSeconds} s; open it again after what was received"));
        }
    }
}
