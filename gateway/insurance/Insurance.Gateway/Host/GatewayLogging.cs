using BoundedLogging;

namespace Insurance.Gateway.Host;

/// <summary>JSON lines on standard error, of bounded length and number: anonymous callers cannot fill a disk.</summary>
internal static class GatewayLogging
{
    // Lines that any caller's requests write, a stranger's too; more of a kind within 10 s are counted.
    private const int OfCallers = 20;
    private const int OfOurs = 1000;

    private static readonly string[] CallerCategories = ["Grpc", "Microsoft", typeof(FailureMapper).FullName!, "Insurance.Gateway.Transport.Http", "Insurance.Gateway.Transport.Api"];

    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        // Of requests it has a line at Information; where its log is off, none has an activity and a scope made for it. Who configures it has them.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.AddFilter("Microsoft", LogLevel.Warning);

        // It reports requests that it cannot decode with a stack trace. What a method throws, GrpcRefusals says.
        logging.AddFilter("Grpc", LogLevel.None);

        // Standard output carries READY and nothing else.
        logging.AddProvider(new BoundedLoggerProvider(Console.OpenStandardError(), TimeProvider.System, Options));
    }

    internal static BoundedLoggerOptions Options { get; } = new()
    {
        // Of calls that were let in, and did what they were for, nobody misses a line.
        Limit = category => category != CallLog.Category && CallerCategories.Any(one => category.StartsWith(one, StringComparison.Ordinal)) ? OfCallers : OfOurs,
    };
}
