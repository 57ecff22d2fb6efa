namespace Insurance.Gateway.Transport.Api;

/// <summary>The one way into the API, whatever the transport: authorize, set what the gateway sets, run.</summary>
internal sealed class ApiDispatcher
{
    private readonly Authorizer _authorizer;
    private readonly OperationTable _operations;
    private readonly EventOperations _events;
    private readonly AuditOperations _audit;
    private readonly CallLog _log;
    private readonly CallLimiter _calls;
    private readonly CallLimiter _subscriptions;
    private readonly CallLimiter _exports;

    /// <summary>Creates it.</summary>
    public ApiDispatcher(
        Authorizer authorizer, OperationTable operations, EventOperations events, AuditOperations audit, LimitSettings limits, CallLog log)
    {
        _authorizer = authorizer;
        _operations = operations;
        _events = events;
        _audit = audit;
        _log = log;
        _calls = new CallLimiter("calls", limits.InFlight, limits);
        _subscriptions = new CallLimiter("subscriptions", limits.Subscriptions, limits);
        _exports = new CallLimiter("exports", limits.Exports, limits);
    }

    /// <summary>Calls a method that answers once.</summary>
    /// <exception cref="ApiException">It was refused.</exception>
    public async Task<IMessage> InvokeAsync(
        ApiMethod method, IMessage request, Caller caller, CancellationToken cancellationToken)
    {
        var answer = await NotedAsync(caller, request, async () =>
        {
            var call = Authorize(method, request, caller);
            using var place = _calls.Enter(caller);
            return await _operations.Find(method)(call, cancellationToken);
        });
        _log.Answered(method, caller, request, answer);
        return caller.IsBroker ? BrokerView.Of(answer) : answer;
    }

    /// <summary>Follows events.</summary>
    /// <exception cref="ApiException">It was refused.</exception>
    public async IAsyncEnumerable<BusinessEvent> SubscribeAsync(
        ApiMethod method,
        SubscribeRequest request,
        Caller caller,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = Noted(caller, request, () => Authorize(method, request, caller));
        using var place = _subscriptions.Enter(caller);
        _log.Begun(method, caller, request);
        await using var items = _events.SubscribeAsync(call, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NotedAsync(caller, request, () => items.MoveNextAsync().AsTask()))
        {
            yield return items.Current;
        }
    }

    /// <summary>Reads the blocks of a period as a file, in pieces.</summary>
    /// <exception cref="ApiException">It was refused.</exception>
    public async IAsyncEnumerable<AuditChunk> ExportAsync(
        ApiMethod method,
        ExportAuditRequest request,
        Caller caller,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = Noted(caller, request, () => Authorize(method, request, caller));
        using var place = _exports.Enter(caller);
        _log.Begun(method, caller, request);
        await using var pieces = _audit.ExportAsync(call, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NotedAsync(caller, request, () => pieces.MoveNextAsync().AsTask()))
        {
            yield return pieces.Current;
        }
    }

    /// <summary>Calls a method that answers with a stream.</summary>
    /// <exception cref="ApiException">It was refused.</exception>
    public IAsyncEnumerable<IMessage> StreamAsync(
        ApiMethod method, IMessage request, Caller caller, CancellationToken cancellationToken) => request switch
        {
            SubscribeRequest subscribe => SubscribeAsync(method, subscribe, caller, cancellationToken),
            ExportAuditRequest export => ExportAsync(method, export, caller, cancellationToken),
            _ => throw GatewayErrors.MethodUnknown(method.Path),
        };

    // What goes wrong is logged by whoever answers, who knows no caller any more.
    private static async Task<T> NotedAsync<T>(Caller caller, IMessage request, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception error)
        {
            CallNote.Of(caller, request).AttachTo(error);
            throw;
        }
    }

    private static T Noted<T>(Caller caller, IMessage request, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error)
        {
            CallNote.Of(caller, request).AttachTo(error);
            throw;
        }
    }

    private ApiCall Authorize(ApiMethod method, IMessage request, Caller caller)
    {
        var role = _authorizer.Authorize(method, caller);
        if (method.RequestId(request) is { } id && id.StartsWith(ClaimPayments.RequestIdPrefix, StringComparison.Ordinal))
        {
            throw GatewayErrors.RequestIdReserved();
        }

        method.SetActor(request, caller.Name);
        if (caller.IsBroker)
        {
            method.SetBroker(request, caller.BrokerId!);
        }

        return new ApiCall(method, request, caller, role);
    }
}
