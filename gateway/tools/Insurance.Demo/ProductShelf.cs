namespace Insurance.Demo;

/// <summary>Puts an insurer's product of the examples on the ledger, unless the very same is already sold there.</summary>
internal static class ProductShelf
{
    /// <summary>The very product, where it is sold.</summary>
    public static async Task<Product?> FindAsync(InsurerDesk insurer, ExampleData data, string folder, CancellationToken cancellationToken)
    {
        var wanted = Read(insurer, data, folder);
        return await NewestAsync(insurer, wanted.ProductId, cancellationToken) is { } newest && IsSame(newest, wanted) ? newest : null;
    }

    public static async Task<Product> EnsureAsync(InsurerDesk insurer, ExampleData data, string folder, RunIds ids, CancellationToken cancellationToken)
    {
        var wanted = Read(insurer, data, folder);
        var newest = await NewestAsync(insurer, wanted.ProductId, cancellationToken);
        if (newest is not null && IsSame(newest, wanted))
        {
            return newest;
        }

        wanted.Version = newest is null ? 1 : newest.Version + 1;
        return await insurer.UnderwriterProducts.PublishProductAsync(
            new PublishProductRequest { RequestId = ids.Of("publish", folder, insurer.Index), Product = wanted },
            InsurerDesk.Within(cancellationToken));
    }

    private static Product Read(InsurerDesk insurer, ExampleData data, string folder)
    {
        try
        {
            var product = JsonParser.Default.Parse<Product>(data.ReadText(folder, "products", insurer.MspId + ".json"));
            product.TermsSha256 = Convert.ToHexStringLower(SHA256.HashData(data.ReadBytes(folder, "products", insurer.MspId + ".md")));
            return product;
        }
        catch (FileNotFoundException exception)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"{insurer.MspId} has no product for the demo: {exception.FileName} is missing; add it, or use the repository's network/consortium.yaml");
        }
    }

    private static async Task<Product?> NewestAsync(InsurerDesk insurer, string productId, CancellationToken cancellationToken)
    {
        try
        {
            return await insurer.UnderwriterProducts.GetProductAsync(new GetProductRequest { ProductId = productId }, InsurerDesk.Within(cancellationToken));
        }
        catch (RpcException exception) when (RpcFailure.Reason(exception) == "PRODUCT_NOT_FOUND")
        {
            return null;
        }
    }

    private static bool IsSame(Product published, Product wanted)
    {
        var (left, right) = (published.Clone(), wanted.Clone());
        foreach (var product in new[] { left, right })
        {
            product.Version = 0;
            product.InsurerMspId = "";
            product.Published = null;
            product.Drafted = null;
        }

        right.Status = ProductStatus.Open;
        return left.Equals(right);
    }
}
