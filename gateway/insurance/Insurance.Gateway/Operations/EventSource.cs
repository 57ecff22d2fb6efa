using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>A method whose transaction has an event.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Payload">The message that the event carries.</param>
/// <param name="Audience">Who is sent it.</param>
public sealed record EventSource(string Event, string Method, string Payload, EventAudience Audience);
