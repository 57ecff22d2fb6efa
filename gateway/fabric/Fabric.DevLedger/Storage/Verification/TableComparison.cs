namespace Fabric.DevLedger.Storage.Verification;

/// <summary>Compares a table of the ledger with the same table made anew, row by row, some rows at a time.</summary>
internal sealed class TableComparison
{
    private readonly ComparedTable _table;
    private readonly Statement _source;
    private readonly Statement _target;
    private byte[] _key = [];
    private long _position = long.MinValue;

    public TableComparison(ComparedTable table, Database source, Database target)
    {
        _table = table;
        _source = source.Prepare(table.Sql);
        _target = target.Prepare(table.Sql);
    }

    public string Table => _table.Name;

    /// <summary>Compares the next rows; false when there are no more.</summary>
    /// <exception cref="LedgerDamagedException">A row is missing, is not the chain's, or differs.</exception>
    public bool Compare(int rows)
    {
        Bind(_source);
        Bind(_target);
        try
        {
            var (source, target) = (_source.Step(), _target.Step());
            for (var i = 0; i < rows; i++)
            {
                if (!source && !target)
                {
                    return false;
                }

                var order = !source ? 1 : !target ? -1 : Order();
                if (order < 0)
                {
                    throw _table.Extra(_source);
                }

                if (order > 0)
                {
                    _table.Missing(_target);
                }
                else
                {
                    CompareRow();
                }

                Remember(_target);
                source = order == 0 ? _source.Step() : source;
                target = _target.Step();
            }

            return source || target;
        }
        finally
        {
            _source.Reset();
            _target.Reset();
        }
    }

    private void CompareRow()
    {
        for (var column = _table.KeyColumns; column < _table.Columns; column++)
        {
            if (!_source.SameAs(_target, column))
            {
                _table.Differs(_source, _target, column);
                return;
            }
        }
    }

    private int Order()
    {
        var order = 0;
        if (_table.HasKey)
        {
            order = _source.Span(0).SequenceCompareTo(_target.Span(0));
        }

        return order == 0 && _table.HasPosition
            ? _source.Int64(_table.KeyColumns - 1).CompareTo(_target.Int64(_table.KeyColumns - 1))
            : order;
    }

    private void Bind(Statement statement)
    {
        if (_table.HasKey)
        {
            statement.Bind(1, _key.AsSpan());
        }

        if (_table.HasPosition)
        {
            statement.Bind(_table.KeyColumns, _position);
        }
    }

    private void Remember(Statement row)
    {
        if (_table.HasKey)
        {
            _key = row.Bytes(0);
        }

        if (_table.HasPosition)
        {
            _position = row.Int64(_table.KeyColumns - 1);
        }
    }
}
