using System.Text;

namespace Grpc.Core.Internal;

/// <summary>Sentences about exceptions.</summary>
internal static class ErrorMessages
{
    /// <summary>The opening sentence followed by the type and message of the exception and of each one inside it.</summary>
    public static string Build(string opening, Exception exception)
    {
        var builder = new StringBuilder(opening);
        string? last = null;
        for (Exception? current = exception; current is not null; current = current.InnerException)
        {
            var text = $"{current.GetType().Name}: {current.Message}";
            if (text != last)
            {
                builder.Append(' ').Append(text);
            }

            last = text;
        }

        return builder.ToString();
    }
}
