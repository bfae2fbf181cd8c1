// The sandbox's own charger, seen with a sandbox key.
// Right: one box of 11 kW and 47 A, not 50 kW and 217 A; the setting's bounds stay 0 to 50; a ceiling is acknowledged
// and read back.
import { play, rest, sleep, within, ended } from './charger.mjs';
import { OwnGateway } from './own-gateway.mjs';
await play(async check => {
  if (!OwnGateway.possible()) return check(true, 'skipped: no GATEWAY_BIN');
  await new OwnGateway('--sandbox', '1').start(['--environment', 'sandbox']);
  const first = await within(15000, async () => (await rest('GET', '/ev-charger')).data?.items?.[0]);
  check(
    first?.state.powerRateLimit === 11 && first.state.maxCurrent === 47 && first.metadata.limitSource === 'assumed',
    `${first?.state.powerRateLimit} kW, ${first?.state.maxCurrent} A, ${first?.metadata.limitSource}`,
  );
  const bounds = first.settings.max_charge_rate;
  check(bounds.min === 0 && bounds.max === 50, `bounds ${JSON.stringify(bounds)}`);
  await sleep(3000);
  await rest('POST', `/ev-charger/${first.id}/settings`, { max_charge_rate: { value: 7.4, unit: 'kw' } });
  const then = await within(20000, async () => {
    const r = (await rest('GET', `/ev-charger/${first.id}`)).data;
    return r.metadata.limitSource === 'acknowledged' && r;
  });
  check(
    then && Math.abs(then.state.powerRateLimit - 7.4) < 0.1 && then.state.maxCurrent === 32,
    `with a ceiling ${then?.state.powerRateLimit} kW, ${then?.state.maxCurrent} A`,
  );
  const a = (await rest('POST', `/ev-charger/${first.id}`, { action: { command: 'charge' } })).data;
  const e = await within(
    70000,
    async () => {
      const x = (await rest('GET', `/actions/${a.id}`)).data;
      return x.state !== 'acknowledged' && x;
    },
    500,
  );
  await sleep(8000);
  const r = (await rest('GET', `/ev-charger/${first.id}`)).data;
  check(
    e.state === 'completed' && r.state.currentPower > 6 && r.state.currentPower <= 7.41 && r.state.isCharging,
    `charge ${ended(e)}: ${r.state.currentPower} kW, ${r.state.status}`,
  );
});
