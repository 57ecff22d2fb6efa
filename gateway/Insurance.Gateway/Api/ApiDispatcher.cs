using Google.Protobuf;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Operations;
using Insurance.Gateway.Security;
using Insurance.V1;

namespace Insurance.Gateway.Api;

/// <summary>The one way into the API, whatever the transport: authorize, set what the gateway sets, run.</summary>
public sealed class ApiDispatcher
{
    private readonly Authorizer authorizer;
    private readonly OperationTable operations;
    private readonly EventOperations events;
    private readonly AuditOperations audit;
    private readonly CallLimiter calls;
    private readonly CallLimiter subscriptions;
    private readonly CallLimiter exports;

    /// <summary>Creates it.</summary>
    public ApiDispatcher(
        Authorizer authorizer, OperationTable operations, EventOperations events, AuditOperations audit, LimitSettings limits)
    {
        this.authorizer = authorizer;
        this.operations = operations;
        this.events = events;
        this.audit = audit;
        calls = new CallLimiter("calls", limits.InFlight, limits);
        subscriptions = new CallLimiter("subscriptions", limits.Subscriptions, limits);
        exports = new CallLimiter("exports", limits.Exports, limits);
    }

    /// <summary>Calls a method that answers once.</summary>
    /// <exception cref="ApiException">It was refused.</exception>
    public async Task<IMessage> InvokeAsync(
        ApiMethod method, IMessage request, Caller caller, CancellationToken cancellationToken)
    {
        var call = Authorize(method, request, caller);
        using var place = calls.Enter(caller);
        var answer = await operations.Find(method)(call, cancellationToken);
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
        var call = Authorize(method, request, caller);
        using var place = subscriptions.Enter(caller);
        await foreach (var item in events.SubscribeAsync(call, cancellationToken))
        {
            yield return item;
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
        var call = Authorize(method, request, caller);
        using var place = exports.Enter(caller);
        await foreach (var piece in audit.ExportAsync(call, cancellationToken))
        {
            yield return piece;
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

    private ApiCall Authorize(ApiMethod method, IMessage request, Caller caller)
    {
        var role = authorizer.Authorize(method, caller);
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
