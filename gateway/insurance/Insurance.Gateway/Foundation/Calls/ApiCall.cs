namespace Insurance.Gateway.Foundation.Calls;

/// <summary>An authorized call.</summary>
/// <param name="Method">What is called.</param>
/// <param name="Request">With actor and broker set by the gateway.</param>
/// <param name="Caller">Who calls.</param>
/// <param name="Role">The role whose identity signs.</param>
internal sealed record ApiCall(ApiMethod Method, IMessage Request, Caller Caller, string Role);
