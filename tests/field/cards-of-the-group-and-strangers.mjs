// A session begun over REST; our own tag gets a parent by PUT; one card of that group and one of another are shown.
// Right: Authorize of our tag and StartTransaction tell the parent; the stranger's card has another; the stop by the
// group's card ends it.
import { play, ready, Vehicle, energy, power, sleep, session, ended, rest, fresh } from './charger.mjs';
await play(async check => {
  const { charger, device } = await ready({}, { max_phases: 1 });
  const family = fresh('FAM').slice(0, 18),
    card = fresh('C').slice(0, 18),
    other = fresh('D').slice(0, 18);
  await rest('PUT', `/operator/tags/${card}`, { parentIdTag: family });
  await rest('PUT', `/operator/tags/${other}`, { parentIdTag: 'ELSE' });
  const car = new Vehicle(charger, { every: 4000 });
  let tag, told;
  charger.answers.RemoteStartTransaction = ask => {
    tag = ask.idTag;
    setTimeout(async () => {
      told = (await charger.start(car.register(), { idTag: tag })).idTagInfo;
      car.begunAt = car.wh;
      car.plugged = true;
    }, 600);
    return { status: 'Accepted' };
  };
  await charger.status('Preparing');
  await sleep(800);
  const first = await device.order('charge', 60000);
  const own = tag,
    put = await rest('PUT', `/operator/tags/${own}`, { parentIdTag: family });
  const auth = (await charger.ask('Authorize', { idTag: own })).idTagInfo,
    byCard = (await charger.ask('Authorize', { idTag: card })).idTagInfo,
    stranger = (await charger.ask('Authorize', { idTag: other })).idTagInfo;
  check(
    first.state === 'completed' && told?.status === 'Accepted',
    `charge ${ended(first)}, start told ${JSON.stringify(told)}`,
  );
  check(
    put.code < 300 && auth?.parentIdTag === family && byCard?.parentIdTag === family,
    `own tag ${own}: PUT ${put.code}, Authorize ${JSON.stringify(auth)}, card ${JSON.stringify(byCard)}`,
  );
  check(stranger?.parentIdTag !== family, `a stranger ${JSON.stringify(stranger)}`);
  const id = charger.sessions[1];
  await charger.stop(car.register(), { idTag: card, reason: 'Local' });
  await charger.status('Preparing');
  const t = await session(charger, id);
  check(t.state === 'ended', `stopped by the card: ${t.state}`);
  await sleep(6000);
  check(
    charger.count('RemoteStartTransaction') === 1,
    `remote starts ${charger.count('RemoteStartTransaction')} (a stop by a card is not undone)`,
  );
  const again = await device.order('charge', 60000);
  check(again.state === 'completed' && told?.parentIdTag === family, `next start told ${JSON.stringify(told)}`);
  for (const t of [card, other, own]) await rest('DELETE', `/operator/tags/${t}`);
});
