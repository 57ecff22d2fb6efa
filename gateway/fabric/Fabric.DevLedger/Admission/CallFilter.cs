using System.Buffers;
using Grpc.Core;

namespace Fabric.DevLedger.Admission;

/// <summary>
/// Decides on a call before its message is received: a message says its length first. So nobody whose signature has not been
/// verified takes more memory than all strangers together may have, and no member takes another's.
/// </summary>
internal sealed class CallFilter(CallGate gate, LimitOptions limits, TimeProvider time)
{
    private const int PrefixLength = 5;

    // What a client that does not read has left to take its status in.
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true ||
            context.Features.Get<ConnectionStanding>() is not { } standing)
        {
            await next(context);
            return;
        }

        // As Fabric, which has no decompressor: a small message must not become a large one.
        if (context.Request.Headers["grpc-encoding"] is [{ } encoding] && encoding != "identity")
        {
            context.Response.Headers["grpc-accept-encoding"] = "identity";
            Refuse(context, StatusCode.Unimplemented, $"grpc: Decompressor is not installed for grpc-encoding \"{Plain(encoding)}\"");
            return;
        }

        if (standing.Organization is null)
        {
            await ServeUnknownAsync(context, next, standing);
        }
        else
        {
            await ServeKnownAsync(context, next, standing);
        }
    }

    private async Task ServeUnknownAsync(HttpContext context, RequestDelegate next, ConnectionStanding standing)
    {
        if (!standing.TryEnter())
        {
            Refuse(context, StatusCode.ResourceExhausted, "too many calls on a connection on which no signature was verified yet");
            return;
        }

        if (!gate.TryEnterUnknown())
        {
            standing.Leave();
            Refuse(context, StatusCode.ResourceExhausted, "too many calls whose signatures were not verified yet; try again");
            return;
        }

        var patience = time.CreateTimer(
            static state => ((HttpContext)state!).Abort(), context, limits.UnknownTimeout, Timeout.InfiniteTimeSpan);
        var admission = CallAdmission.OfUnknown(gate, standing, 0, gate.UnknownBytes, patience);
        try
        {
            var length = await LengthAsync(context);
            if (IsTooLong(context, length))
            {
                return;
            }

            if (!gate.UnknownBytes.TryTake(length))
            {
                Refuse(context, StatusCode.ResourceExhausted, "too many bytes of clients whose signatures were not verified yet; try again, or call with a smaller message first");
                return;
            }

            admission = CallAdmission.OfUnknown(gate, standing, length, gate.UnknownBytes, patience);
            await ServeAsync(context, next, admission);
        }
        finally
        {
            admission.Dispose();
        }
    }

    private async Task ServeKnownAsync(HttpContext context, RequestDelegate next, ConnectionStanding standing)
    {
        var length = await LengthAsync(context);
        if (IsTooLong(context, length))
        {
            return;
        }

        var budget = gate.BudgetOf(standing.Organization!);
        await budget.TakeAsync(length, context.RequestAborted);
        using var admission = CallAdmission.OfKnown(gate, standing, length, budget);
        await ServeAsync(context, next, admission);
    }

    private async Task ServeAsync(HttpContext context, RequestDelegate next, CallAdmission admission)
    {
        context.Features.Set(admission);
        await next(context);
        if (admission.IsStuck)
        {
            await EndStuckAsync(context);
        }
    }

    /// <summary>The status waits behind a message that nobody reads; both go when the client does not take them soon.</summary>
    private async Task EndStuckAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        var sending = context.Response.CompleteAsync();
        await Task.WhenAny(gone.Task, Task.Delay(LastWord, time));
        context.Abort();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool IsTooLong(HttpContext context, long length)
    {
        if (length <= limits.RequestBytes)
        {
            return false;
        }

        Refuse(context, StatusCode.ResourceExhausted, FormattableString.Invariant(
            $"grpc: received message larger than max ({length} vs. {limits.RequestBytes})"));
        return true;
    }

    /// <summary>The length of the first message as it says itself; 0 when there is none.</summary>
    private static async ValueTask<long> LengthAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length >= PrefixLength)
            {
                var length = Length(read.Buffer);
                body.AdvanceTo(read.Buffer.Start);
                return length;
            }

            if (read.IsCompleted || read.IsCanceled)
            {
                body.AdvanceTo(read.Buffer.Start);
                return 0;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static long Length(ReadOnlySequence<byte> buffer)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        return BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
    }

    private static void Refuse(HttpContext context, StatusCode code, string message)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = message;
    }

    private static string Plain(string text) =>
        text.Length <= 32 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') ? text : "?";
}
