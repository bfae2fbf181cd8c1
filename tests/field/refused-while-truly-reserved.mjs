// A reservation of the operator's is open for another tag; the charger refuses a remote start of ours.
// Right: one RemoteStart at most, a failure that says so; the reservation stays.
import { play, ready, sleep, ended, rest, report } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ answers: { RemoteStartTransaction: () => ({ status: 'Rejected' }) } });
  const r = await rest('POST', `/operator/charge-points/${charger.id}/reservations`, {
    connectorId: 1,
    idTag: 'GUEST',
    expiresAt: new Date(Date.now() + 600000).toISOString(),
  });
  await charger.status('Reserved');
  await sleep(1500);
  const c = await device.order('charge', 90000),
    s = await device.read();
  check(r.code === 201, `reservation ${r.code}`);
  check(c.state === 'failed' || c.state === 'refused', `charge ${ended(c)}: ${c.errorMessage}`);
  check(charger.count('RemoteStartTransaction') <= 1, `remote starts ${charger.count('RemoteStartTransaction')}`);
  check(s.state.status === 'reserved', s.state.status);
});
