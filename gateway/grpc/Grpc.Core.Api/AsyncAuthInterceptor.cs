namespace Grpc.Core;

/// <summary>Adds credentials to the headers of a call about to be made.</summary>
/// <param name="context">Which service and method.</param>
/// <param name="metadata">Where the headers go.</param>
/// <returns>Completes when they are there.</returns>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);
