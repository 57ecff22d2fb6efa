namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>What staff learn of jobs.</summary>
/// <param name="store">Where the records are.</param>
internal sealed class JobOperations(JobRunStore store)
{
    private const int UsualPage = 100;
    private const int LargestPage = 1_000;

    /// <summary>Lists the runs.</summary>
    public Task<IMessage> ListAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (ListJobRunsRequest)call.Request;
        if (request.PageSize > LargestPage)
        {
            throw GatewayErrors.PageSizeInvalid(LargestPage);
        }

        if (!Enum.IsDefined(request.Job))
        {
            throw GatewayErrors.JobUnknown();
        }

        var size = request.PageSize == 0 ? UsualPage : (int)request.PageSize;
        var found = store.List(request.Job, Place(request.PageToken), size + 1);
        var response = new ListJobRunsResponse { Runs = { found.Take(size) } };
        if (found.Count > size)
        {
            var last = JobRunStore.Number(found[size - 1]).ToString(CultureInfo.InvariantCulture);
            response.NextPageToken = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(last));
        }

        return Task.FromResult<IMessage>(response);
    }

    private static long? Place(string pageToken)
    {
        if (pageToken.Length == 0)
        {
            return null;
        }

        return Base64Url.IsValid(pageToken)
            && long.TryParse(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(pageToken)), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw GatewayErrors.PageTokenInvalid();
    }
}
