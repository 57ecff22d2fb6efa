using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Insurance.Gateway.Tests;

public sealed class CertificateWatchTests
{
    [Fact]
    public async Task Start_CertificateEndsSoon_WarnsAndMeasures()
    {
        using var organizations = new TwoOrganizations();
        var ending = organizations.Identity(TwoOrganizations.Own, "finance", days: 12.5);
        var settings = organizations.Settings(
            new Uri("https://127.0.0.1:1"),
            identities: new Dictionary<string, IdentitySettings> { ["finance"] = organizations.Stored("finance", ending) });
        var lines = new Lines();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var measured = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "insurance.gateway.certificate.time_left")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => measured[(string)tags[0].Value!] = value);
        listener.Start();
        using var watch = new CertificateWatch(settings, TimeProvider.System, services.GetRequiredService<IMeterFactory>(), lines);

        await watch.StartAsync(CancellationToken.None);
        await Waiting.UntilAsync(() => lines.Reported.Count > 0);
        listener.RecordObservableInstruments();
        await watch.StopAsync(CancellationToken.None);

        lines.Reported.ShouldHaveSingleItem().ShouldStartWith("Warning CERTIFICATE_EXPIRES_SOON: Gateway:Identities:finance:Certificate ");
        lines.Reported[0].ShouldEndWith(" DaysLeft=12");
        TimeSpan.FromSeconds(measured["Identities:finance:Certificate"]).TotalDays.ShouldBeInRange(12, 12.5);
        TimeSpan.FromSeconds(measured["Tls:Certificate"]).TotalDays.ShouldBeGreaterThan(300);
    }

    private sealed class Lines : ILogger<CertificateWatch>
    {
        public List<string> Reported { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Reported.Add($"{logLevel} {formatter(state, exception)}");
    }
}
