using System.Diagnostics;
using Insurance.Consortium.Settlement;
using Insurance.V1;

namespace Insurance.Cli.Commands;

/// <summary><c>insure settle</c>.</summary>
internal static class SettleCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var reading = new Option<string?>("--reading") { Description = "The reading that the event is settled by", HelpName = "id" };
        var determination = new Option<string?>("--determination") { Description = "The determination that the event is settled by, instead of a reading", HelpName = "id" };
        var insurer = new Option<string?>("--insurer") { Description = "MSP id of the insurer whose policies are settled (default: the consortium's one insurer)", HelpName = "MSP id" };
        var pageSize = CommonOptions.Positive("--page-size", "Policies in one transaction, at most 500", 500, 500);
        var atOnce = CommonOptions.Positive("--at-once", "Pages under way at once, at most 32", 4, 32);
        var patience = CommonOptions.Positive("--patience", "Seconds that a call is repeated while nothing answers it", 120, 3600);
        var command = new Command("settle", "Settles a whole event: pays every policy that a reading or a determination triggers, each once. Run again after an interruption it goes on where it ended.")
        {
            reading, determination, insurer, pageSize, atOnce, patience, home,
        };
        command.Validators.Add(result =>
        {
            if (string.IsNullOrEmpty(result.GetValue(reading)) == string.IsNullOrEmpty(result.GetValue(determination)))
            {
                result.AddError("say either --reading or --determination");
            }
        });
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, token) => RunAsync(
            CommonOptions.HomeOf(result, home),
            new PlanSettlementRequest { ReadingId = result.GetValue(reading) ?? "", DeterminationId = result.GetValue(determination) ?? "" },
            result.GetValue(insurer),
            new SettlementOptions(result.GetValue(pageSize), result.GetValue(atOnce), TimeSpan.FromSeconds(result.GetValue(patience))),
            output,
            token)));
        return command;
    }

    private static async Task<int> RunAsync(
        HomeDirectory home, PlanSettlementRequest subject, string? insurer, SettlementOptions options, CommandOutput output, CancellationToken cancellationToken)
    {
        var state = await LedgerNetworks.LoadStateAsync(home, cancellationToken);
        if (state is null || state.Processes.Count == 0)
        {
            throw new ConsortiumException(ExitCodes.NotRunning, $"nothing runs from {home.Path}; start it with `{Invocation.Of(home, "up")}`");
        }

        using var callers = new CallerDirectory(home, GatewayAddress.AllOf(state.Consortium));
        var oracles = new Oracles.OraclesClient(callers.Of(Insurer(state, insurer), Roles.ClaimsHandler).Channel);
        var started = Stopwatch.GetTimestamp();
        var totals = await new EventSettlement(oracles, options, TimeProvider.System, CommandRunner.Progress).RunAsync(subject, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await FinishAsync(totals, seconds, token => new UnreportedSubjects(oracles, options, TimeProvider.System).FindAsync(subject, token), output, CommandRunner.Progress, cancellationToken);
        return ExitCodes.Success;
    }

    /// <summary>Says what was settled, whatever becomes of the search for subjects that nobody reports on.</summary>
    internal static async Task FinishAsync(
        SettlementTotals totals,
        double seconds,
        Func<CancellationToken, Task<IReadOnlyList<InsuredSubject>>> findUnreported,
        CommandOutput output,
        Action<string> warn,
        CancellationToken cancellationToken)
    {
        output.Report(text => text.Write(Table(totals, seconds)));
        IReadOnlyList<InsuredSubject>? unreported = null;
        string? warning = "interrupted before it was known on which subjects nobody reports";
        try
        {
            unreported = await findUnreported(cancellationToken);
            warning = UnreportedSubjects.Warning(unreported);
        }
        catch (ConsortiumException exception)
        {
            warning = exception.Message;
        }
        finally
        {
            output.WriteDocument(new
            {
                totals.Policies,
                totals.SettledBefore,
                totals.Claims,
                PaidMinorUnits = totals.Paid,
                totals.Skipped,
                Seconds = Math.Round(seconds, 3),
                Unreported = unreported?.Select(item => new { item.Subject, item.PolicyId }),
                Warning = warning,
            });
            if (warning is not null)
            {
                warn(warning);
            }
        }
    }

    private static string Insurer(RunState state, string? wanted)
    {
        var insurers = state.Consortium.Insurers.Select(organization => organization.MspId).ToList();
        if (wanted is not null)
        {
            return insurers.Contains(wanted)
                ? wanted
                : throw new ConsortiumException(ExitCodes.InvalidInput, $"--insurer is '{wanted}'; choose {string.Join(" or ", insurers)}");
        }

        return insurers.Count == 1
            ? insurers[0]
            : throw new ConsortiumException(ExitCodes.InvalidInput, $"the consortium has several insurers; say --insurer {string.Join(" or ", insurers)}");
    }

    internal static TextTable Table(SettlementTotals totals, double seconds)
    {
        var table = Tables.New("policies", "settled before", "settled now", "paid", "without a claim", "took").WithProse("without a claim");
        table.AddRow(
            FormattableString.Invariant($"{totals.Policies:N0}"),
            FormattableString.Invariant($"{totals.SettledBefore:N0}"),
            FormattableString.Invariant($"{totals.Claims:N0}"),
            string.Join(", ", totals.Paid.Select(paid => MoneyText.Of(paid.Value, paid.Key))),
            string.Join(", ", totals.Skipped.Select(skipped => FormattableString.Invariant($"{skipped.Value:N0} {skipped.Key}"))),
            FormattableString.Invariant($"{seconds:N1} s"));
        return table;
    }
}
