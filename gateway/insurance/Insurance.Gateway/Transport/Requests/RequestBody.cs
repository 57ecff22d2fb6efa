namespace Insurance.Gateway.Transport.Requests;

/// <summary>Reads the bodies of plain HTTP, none larger and none longer than it may be.</summary>
internal sealed class RequestBody(TimeoutSettings timeouts, TimeProvider clock)
{
    /// <summary>The whole body.</summary>
    /// <exception cref="ApiException">It is larger than the limit, or did not arrive within <c>Timeouts:RequestBody</c>.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            throw GatewayErrors.InputTooLarge(limit);
        }

        // Cancelling the read by a token would leave it pending, and the server could not go on with the connection.
        var reader = context.Request.BodyReader;
        await using var timer = clock.CreateTimer(_ => reader.CancelPendingRead(), null, timeouts.RequestBody, Timeout.InfiniteTimeSpan);
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            var fits = body.WrittenCount + result.Buffer.Length <= limit;
            if (fits)
            {
                foreach (var part in result.Buffer)
                {
                    body.Write(part.Span);
                }
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCanceled)
            {
                throw GatewayErrors.RequestTooSlow();
            }

            if (!fits)
            {
                throw GatewayErrors.InputTooLarge(limit);
            }

            if (result.IsCompleted)
            {
                return body.WrittenMemory;
            }
        }
    }
}
