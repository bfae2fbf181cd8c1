// AuthorizeRemoteTxRequests is true: the charger asks Authorize for our tag before it starts; a stranger's tag
// meanwhile.
// Right: our own tag is accepted, charge completes by one RemoteStart.
import { play, ready, Vehicle, sleep, ended } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({ keys: { AuthorizeRemoteTxRequests: 'true' } }, { max_phases: 1 });
  const car = new Vehicle(charger, { every: 4000 });
  let said;
  charger.answers.RemoteStartTransaction = ask => {
    setTimeout(async () => {
      said = (await charger.ask('Authorize', { idTag: ask.idTag })).idTagInfo?.status;
      if (said !== 'Accepted') return;
      await charger.start(car.register(), { idTag: ask.idTag.toLowerCase() });
      car.plugged = true;
    }, 800);
    return { status: 'Accepted' };
  };
  await charger.status('Preparing');
  await sleep(1000);
  const e = await device.order('charge', 60000);
  check(
    e.state === 'completed' && said === 'Accepted' && charger.count('RemoteStartTransaction') === 1,
    `charge ${ended(e)}, Authorize said ${said}`,
  );
});
