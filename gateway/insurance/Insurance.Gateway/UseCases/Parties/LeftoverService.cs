namespace Insurance.Gateway.UseCases.Parties;

/// <summary>Looks, at each start and then every minute, for what was begun of a person and never finished.</summary>
/// <remarks>On a ledger that is not the one that was followed nothing is taken back, for the right one may be there again tomorrow.</remarks>
/// <param name="leftovers">Does it.</param>
/// <param name="erasures">Says whether it is the ledger that was followed.</param>
/// <param name="place">How far erasures were followed.</param>
/// <param name="positions">Compares.</param>
/// <param name="role">The role that asks; <c>null</c>: no personal data are kept here.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">Logs.</param>
internal sealed partial class LeftoverService(
    Leftovers leftovers,
    EventFollower erasures,
    IFollowedPlace place,
    PositionComparer positions,
    string? role,
    TimeProvider clock,
    ILogger<LeftoverService> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (role is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (erasures.Agrees && await IsKnownAsync(role, stoppingToken))
                {
                    await leftovers.SweepAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFailed(error);
            }

            await Task.Delay(Between, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsKnownAsync(string signer, CancellationToken cancellationToken) =>
        place.Look().Position is not { } reached
        || (await positions.CompareAsync(reached, signer, cancellationToken)).Match == PositionMatch.Agrees;

    [LoggerMessage(631, LogLevel.Warning, "Unfinished registrations could not be looked for; again in a minute")]
    private partial void LogFailed(Exception error);
}
