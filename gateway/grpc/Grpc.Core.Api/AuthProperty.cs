using System.Text;

namespace Grpc.Core;

/// <summary>One thing known about an authenticated peer.</summary>
public class AuthProperty
{
    private readonly byte[] _valueBytes;

    private AuthProperty(string name, byte[] valueBytes)
    {
        Name = name;
        _valueBytes = valueBytes;
    }

    /// <summary>What it is.</summary>
    public string Name { get; }

    /// <summary>The value as text.</summary>
    public string Value => Encoding.UTF8.GetString(_valueBytes);

    /// <summary>The value, copied.</summary>
    public byte[] ValueBytes => [.. _valueBytes];

    /// <summary>Creates a property.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="valueBytes">Its value.</param>
    /// <returns>The property.</returns>
    public static AuthProperty Create(string name, byte[] valueBytes) =>
        new(name ?? throw new ArgumentNullException(nameof(name)), [.. valueBytes]);
}
