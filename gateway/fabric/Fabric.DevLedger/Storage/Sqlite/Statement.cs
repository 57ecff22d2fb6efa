namespace Fabric.DevLedger.Storage.Sqlite;

/// <summary>A prepared statement that is bound, stepped and reset many times.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        // An empty span would bind NULL; the tables distinguish "empty" from "absent".
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    public Statement BindOrNull(int index, byte[]? value)
    {
        if (value is null)
        {
            database.Check(raw.sqlite3_bind_null(handle, index));
            return this;
        }

        return Bind(index, value.AsSpan());
    }

    public Statement Bind(int index, string value)
    {
        database.Check(raw.sqlite3_bind_text(handle, index, value));
        return this;
    }

    /// <summary>Binds a column of another statement's row, null included.</summary>
    public Statement BindFrom(int index, Statement other, int column)
    {
        if (other.IsNull(column))
        {
            return BindOrNull(index, null);
        }

        return other.Kind(column) switch
        {
            raw.SQLITE_INTEGER => Bind(index, other.Int64(column)),
            raw.SQLITE_TEXT => Bind(index, other.Text(column)),
            _ => Bind(index, other.Span(column)),
        };
    }

    /// <summary>Advances to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            raw.sqlite3_reset(handle);
            database.Check(code);
        }

        return false;
    }

    /// <summary>Runs a statement that answers no rows.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>The column's bytes, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(handle, column);

    public byte[] Bytes(int column) => Span(column).ToArray();

    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column);

    /// <summary>Whether a column of two statements' rows is the same, in kind and value.</summary>
    public bool SameAs(Statement other, int column)
    {
        var kind = raw.sqlite3_column_type(handle, column);
        return kind == other.Kind(column) && (kind switch
        {
            raw.SQLITE_INTEGER => Int64(column) == other.Int64(column),
            raw.SQLITE_NULL => true,
            _ => Span(column).SequenceEqual(other.Span(column)),
        });
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public void Dispose() => handle.Dispose();

    private int Kind(int column) => raw.sqlite3_column_type(handle, column);
}
