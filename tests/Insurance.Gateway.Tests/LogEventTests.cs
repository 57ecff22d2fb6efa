namespace Insurance.Gateway.Tests;

/// <summary>An event id says which line of a program it is, whatever the category.</summary>
public sealed class LogEventTests
{
    [Fact]
    public void Ids_OfTheGatewayAndItsLibrary_AreOfOneLineEach()
    {
        var lines = new[] { typeof(GatewayHost), typeof(ResilientLedger) }.SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(method => (Name: $"{method.DeclaringType!.Name}.{method.Name}", method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(line => line.EventId is not null)
            .ToList();

        lines.Count.ShouldBeGreaterThan(40);
        lines.GroupBy(line => line.EventId).Where(group => group.Count() > 1).Select(group => string.Join(", ", group.Select(line => line.Name))).ShouldBeEmpty();
    }
}
