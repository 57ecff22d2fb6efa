using Insurance.V1;

namespace Insurance.Consortium.Settlement;

/// <summary>
/// Looks for subjects of the insurer's policies that nobody has reported on: one with a slip of the pen in it is settled by no reading,
/// and nothing else would say so.
/// </summary>
public sealed class UnreportedSubjects(Oracles.OraclesClient oracles, SettlementOptions options, TimeProvider time)
{
    /// <summary>As many as are reported.</summary>
    public const int Most = 20;

    // Of a hundred subjects each: a settlement must not end with a search through a whole book.
    private const int Pages = 20;

    private readonly PatientCaller _patient = new(options.Patience, time);

    /// <param name="settled">By what the event was settled: its index and unit are those that count.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Those found, at most <see cref="Most"/>, among the first 2,000 subjects whose cover has begun.</returns>
    /// <exception cref="ConsortiumException">The ledger does not say.</exception>
    public async Task<IReadOnlyList<InsuredSubject>> FindAsync(PlanSettlementRequest settled, CancellationToken cancellationToken)
    {
        try
        {
            var request = await IndexAsync(settled, cancellationToken);
            var found = new List<InsuredSubject>();
            for (var pages = 0; pages < Pages; pages++)
            {
                var page = await _patient.CallAsync(call => oracles.ListSubjectsAsync(request, call), cancellationToken);
                found.AddRange(page.Subjects);
                request.PageToken = page.NextPageToken;
                if (request.PageToken.Length == 0 || found.Count >= Most)
                {
                    break;
                }
            }

            return [.. found.Take(Most)];
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConsortiumException(ExitCodes.Failure, $"the event is settled, but who reports on what cannot be known: {RpcFailure.Describe(exception)}");
        }
    }

    /// <summary>What people read of them; null: there are none.</summary>
    public static string? Warning(IReadOnlyList<InsuredSubject> subjects) => subjects.Count == 0
        ? null
        : $"SUBJECT_UNREPORTED: nobody has reported on {string.Join(", ", subjects.Select(subject => $"\"{subject.Subject}\" (policy {subject.PolicyId})"))}"
            + (subjects.Count == Most ? " and perhaps others" : "")
            + ", although the cover has begun: a subject with a slip of the pen in it is never paid";

    private async Task<ListSubjectsRequest> IndexAsync(PlanSettlementRequest settled, CancellationToken cancellationToken)
    {
        if (settled.DeterminationId.Length > 0)
        {
            var determination = await _patient.CallAsync(
                call => oracles.GetDeterminationAsync(new GetDeterminationRequest { DeterminationId = settled.DeterminationId }, call), cancellationToken);
            return new ListSubjectsRequest { Index = determination.Index, Unit = determination.Unit, Unreported = true };
        }

        var published = await _patient.CallAsync(call => oracles.GetReadingAsync(new GetReadingRequest { ReadingId = settled.ReadingId }, call), cancellationToken);
        return new ListSubjectsRequest { Index = published.Reading.Index, Unit = published.Reading.Unit, Unreported = true };
    }
}
