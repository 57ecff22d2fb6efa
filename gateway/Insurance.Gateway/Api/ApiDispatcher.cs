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
    private readonly CallLimiter calls;
    private readonly CallLimiter subscriptions;

    /// <summary>Creates it.</summary>
    public ApiDispatcher(Authorizer authorizer, OperationTable operations, EventOperations events, LimitSettings limits)
    {
        this.authorizer = authorizer;
        this.operations = operations;
        this.events = events;
        calls = new CallLimiter(limits.InFlight);
        subscriptions = new CallLimiter(limits.Subscriptions);
    }

    /// <summary>Calls a method that answers once.</summary>
    /// <exception cref="ApiException">It was refused.</exception>
    public async Task<IMessage> InvokeAsync(
        ApiMethod method, IMessage request, Caller caller, CancellationToken cancellationToken)
    {
        var call = Authorize(method, request, caller);
        using var place = calls.Enter();
        return await operations.Find(method)(call, cancellationToken);
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
        using var place = subscriptions.Enter();
        await foreach (var item in events.SubscribeAsync(call, cancellationToken))
        {
            yield return item;
        }
    }

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
