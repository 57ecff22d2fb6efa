namespace Grpc.Core;

/// <summary>Credentials sent with a call, as headers.</summary>
public abstract class CallCredentials
{
    /// <summary>Several credentials as one.</summary>
    /// <param name="credentials">Two or more.</param>
    /// <returns>The composition.</returns>
    public static CallCredentials Compose(params CallCredentials[] credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        if (credentials.Length < 2)
        {
            throw new ArgumentException("Two or more credentials are needed to compose.", nameof(credentials));
        }

        return new Composite([.. credentials]);
    }

    /// <summary>Credentials made by a function for each call.</summary>
    /// <param name="interceptor">Adds the headers.</param>
    /// <returns>The credentials.</returns>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor) =>
        new Interceptor(interceptor ?? throw new ArgumentNullException(nameof(interceptor)));

    internal abstract Task AddToAsync(AuthInterceptorContext context, Metadata metadata);

    private sealed class Composite(CallCredentials[] parts) : CallCredentials
    {
        internal override async Task AddToAsync(AuthInterceptorContext context, Metadata metadata)
        {
            foreach (var part in parts)
            {
                await part.AddToAsync(context, metadata).ConfigureAwait(false);
            }
        }
    }

    private sealed class Interceptor(AsyncAuthInterceptor interceptor) : CallCredentials
    {
        internal override Task AddToAsync(AuthInterceptorContext context, Metadata metadata) => interceptor(context, metadata);
    }
}
