/** Repeats a check until it passes: what one peer has, another has a moment later. */
export async function eventually(check) {
    const end = Date.now() + 5000;
    for (;;) {
        try {
            return await check();
        } catch (error) {
            if (Date.now() > end) {
                throw error;
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    }
}
