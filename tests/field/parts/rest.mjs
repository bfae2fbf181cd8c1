// The gateway from above: its REST surface and its command line.
import { execFileSync } from 'node:child_process';
import { sleep, target, within } from './scene.mjs';

export async function rest(method, path, body) {
  for (let attempt = 0; ; ++attempt) {
    const answer = await fetch(target.rest + path, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: { 'x-api-key': target.key, ...(body !== undefined && { 'content-type': 'application/json' }) },
    });
    const text = await answer.text();
    if (answer.status === 429 && attempt < 20) {
      // As long as the gateway asks for: nothing is told when its bucket fills again.
      await sleep(1000 * Math.min(10, Number(answer.headers.get('retry-after') ?? 1)));
      continue;
    }
    let parsed;
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = {};
    }
    return { code: answer.status, data: parsed.data, error: parsed.error };
  }
}
const path = id => `/operator/charge-points/${encodeURIComponent(id)}`;
export class Device {
  static async of(charger, connector = 1) {
    const found = await within(
      15000,
      async () => {
        for (let offset = 0; ; offset += 50) {
          const page = (await rest('GET', `/ev-charger?limit=50&offset=${offset}`)).data;
          const row = page?.items?.find(
            i => i.metadata.chargePointId === charger.id && i.metadata.connectorId === connector,
          );
          if (row || !page?.pagination?.hasMore) return row;
        }
      },
      500,
    );
    if (!found) throw new Error(`the gateway shows no device for ${charger.id}`);
    return Object.assign(new Device(), { id: found.id, charger });
  }
  async read(query = '') {
    return (await rest('GET', `/ev-charger/${this.id}${query}`)).data;
  }
  ceiling(kw) {
    return rest('POST', `/ev-charger/${this.id}/settings`, { max_charge_rate: { value: kw, unit: 'kw' } });
  }
  // As `ceiling`, and the charger has been told, where anything is told at all.
  async ceilingTold(kw) {
    const before = this.charger.count('SetChargingProfile');
    const answer = await this.ceiling(kw);
    await within(2500, () => this.charger.count('SetChargingProfile') > before);
    return answer;
  }
  async push(command, more = {}) {
    const r = await rest('POST', `/ev-charger/${this.id}`, { action: { command, ...more } });
    return r.data ?? { state: 'refused', errorCode: r.error?.code };
  }
  async ended(action, ms) {
    if (!action.id) return action;
    let seen = action;
    await within(
      ms,
      async () => {
        seen = (await rest('GET', `/actions/${action.id}`)).data;
        return !['acknowledged', 'scheduled', 'pending'].includes(seen.state);
      },
      500,
    );
    return seen;
  }
  async order(command, ms) {
    return this.ended(await this.push(command), ms);
  }
}
export const alarms = read => (read.metadata.alarms ?? []).map(a => a.code);
export const configure = (charger, settings) => rest('PATCH', path(charger.id), settings);
export const report = async charger => (await rest('GET', path(charger.id))).data;
export const operatorCall = (charger, action, payload) =>
  rest('POST', path(charger.id) + '/calls', { action, payload });
export async function sessions(charger) {
  const page = (
    await rest('GET', `/operator/transactions?chargePointId=${encodeURIComponent(charger.id)}&limit=50`)
  ).data;
  return page?.items ?? page?.transactions ?? [];
}
// A stop is answered once it is on disk, so that of an ended session the end is waited for.
export async function session(charger, id) {
  const runs = Object.values(charger.sessions).includes(id);
  let found;
  await within(10000, async () => {
    found = (await sessions(charger)).find(t => t.id === id);
    return found && (runs || found.state !== 'open');
  });
  return found ?? { state: 'missing', energyWh: NaN, flags: [] };
}
export const ended = action =>
  `${action?.state} ${action?.errorCode ?? ''}${action?.result?.evidence ? ' by ' + action.result.evidence : ''}`.trim();
export const commandLine = (...words) =>
  execFileSync(process.env.GATEWAY_BIN, [...words, '--data-dir', process.env.GATEWAY_DATA], { encoding: 'utf8' });
export const hasCommandLine = () => !!(process.env.GATEWAY_BIN && process.env.GATEWAY_DATA);
