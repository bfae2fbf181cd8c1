// An eye on what is read of a device.
import { alarms } from './rest.mjs';
import { began } from './scene.mjs';

// what no read may say at once, whatever the charger does; a play fails if one of its watched reads says it
export const contradictions = new Map();
export function judge({ state: s, metadata: m }) {
  const bad = [
    [s.isCharging && m.powerSource !== 'unknown' && s.currentPower <= 0.1, 'isCharging without power'],
    [!s.isCharging && s.currentPower > 0.1, 'power without isCharging'],
    [
      s.isCharging && ['available', 'paused', 'connected', 'reserved', 'unavailable'].includes(s.status),
      'isCharging while ' + s.status,
    ],
    [s.status === 'charging' && !s.isCharging, 'status charging without isCharging'],
    [s.isCharging && !s.isConnected, 'isCharging without a vehicle'],
    [s.currentPower < 0 || s.powerRateLimit < 0, 'a negative number'],
    [m.powerSource === 'implied' && s.currentPower > 0, 'implied power'],
    [(s.powerRateLimit === 0) !== (s.maxCurrent === 0), 'one limit 0, the other not'],
  ].filter(b => b[0]);
  for (const [, what] of bad)
    contradictions.has(what) ||
      contradictions.set(
        what,
        `${((Date.now() - began) / 1000).toFixed(0)} s ${JSON.stringify(s)} ${m.powerSource}`,
      );
}
// keeps an eye on a device: highest and lowest power, all alarms that ever were
export function watch(device, every = 2000) {
  const seen = { alarms: new Set(), highest: 0, lowest: Infinity, powers: [], read: undefined };
  seen.reset = () => {
    seen.alarms.clear();
    seen.highest = 0;
    seen.lowest = Infinity;
    seen.powers.length = 0;
  };
  const timer = setInterval(async () => {
    const r = await device.read().catch(() => undefined);
    if (!r) return;
    seen.read = r;
    judge(r);
    alarms(r).forEach(a => seen.alarms.add(a));
    seen.powers.push(r.state.currentPower);
    seen.highest = Math.max(seen.highest, r.state.currentPower);
    seen.lowest = Math.min(seen.lowest, r.state.currentPower);
  }, every);
  timer.unref();
  seen.end = () => clearInterval(timer);
  return seen;
}
