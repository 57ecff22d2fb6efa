// usage: node stop-peer.mjs <home> <MSP id>
// Stops the peer of an organization in a network that `insure up` runs from that state directory, and waits until it is gone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const [home, mspId] = process.argv.slice(2);
const { processes } = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8'));
const peer = processes.find((item) => item.role.toLowerCase() === 'peer' && item.mspId === mspId);

/** False too for a process that has ended and that nobody has asked about yet. */
function runs(pid) {
    try {
        return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
        return false;
    }
}

process.kill(peer.identity.pid, 'SIGTERM');
for (let tries = 0; runs(peer.identity.pid); tries++) {
    if (tries === 600) {
        throw new Error(`the peer of ${mspId}, process ${peer.identity.pid}, does not end`);
    }
    await setTimeout(100);
}
