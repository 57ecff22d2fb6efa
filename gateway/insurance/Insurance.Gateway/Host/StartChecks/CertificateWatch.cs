using System.Diagnostics.Metrics;

namespace Insurance.Gateway.Host.StartChecks;

/// <summary>
/// Warns of certificates that end within 30 days, at the start and twice a day, and offers the time left of each as the metric
/// <c>insurance.gateway.certificate.time_left</c>.
/// </summary>
/// <remarks>It keeps the certificates that this process uses; what the files hold meanwhile counts from the next start on.</remarks>
internal sealed partial class CertificateWatch : BackgroundService
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Insurance.Gateway";

    private static readonly TimeSpan Interval = TimeSpan.FromHours(12);
    private readonly List<(Credential Credential, X509Certificate2 Certificate)> _used = [];
    private readonly Meter _meter;
    private readonly TimeProvider _clock;
    private readonly ILogger<CertificateWatch> _logger;

    public CertificateWatch(GatewaySettings settings, TimeProvider clock, IMeterFactory meters, ILogger<CertificateWatch> logger)
    {
        _clock = clock;
        _logger = logger;
        foreach (var credential in Credential.Of(settings).Where(credential => File.Exists(credential.Certificate)))
        {
            _used.AddRange(credential.Load().Take(1).Select(certificate => (credential, certificate)));
        }

        _meter = meters.Create(MeterName);
        _meter.CreateObservableGauge(
            "insurance.gateway.certificate.time_left", Measure, "s", "Time until the certificate in use expires.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IEnumerable<Measurement<double>> Measure() => _used.Select(item => new Measurement<double>(
        (item.Certificate.NotAfter.ToUniversalTime() - _clock.GetUtcNow().UtcDateTime).TotalSeconds,
        new KeyValuePair<string, object?>("setting", item.Credential.Setting)));

    private void Look()
    {
        foreach (var (credential, certificate) in _used)
        {
            switch (CredentialChecks.Validity(credential.Name, certificate, _clock.GetUtcNow()))
            {
                case { Kind: FindingKind.Fatal } over:
                    LogOver(_logger, over.Code, over.Message);
                    break;
                case { } soon:
                    var left = certificate.NotAfter.ToUniversalTime() - _clock.GetUtcNow().UtcDateTime;
                    LogSoon(_logger, soon.Code, soon.Message, (int)left.TotalDays);
                    break;
            }
        }
    }

    [LoggerMessage(801, LogLevel.Warning, "{Code}: {Finding} DaysLeft={DaysLeft}")]
    private static partial void LogSoon(ILogger logger, string code, string finding, int daysLeft);

    [LoggerMessage(802, LogLevel.Error, "{Code}: {Finding}")]
    private static partial void LogOver(ILogger logger, string code, string finding);
}
