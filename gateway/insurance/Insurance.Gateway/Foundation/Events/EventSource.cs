namespace Insurance.Gateway.Foundation.Events;

/// <summary>A method whose transaction has an event.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Payload">The message that the event carries.</param>
/// <param name="Audience">Who is sent it.</param>
internal sealed record EventSource(string Event, string Method, string Payload, EventAudience Audience);
