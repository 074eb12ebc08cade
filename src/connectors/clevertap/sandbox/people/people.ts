import type { Collection } from '../../../../sandbox/collection.ts';
import type { World } from '../../../../sandbox/definition.ts';
import type { GoneProfile, Key, Profile } from './entities.ts';
import { keysOf, mergedProfile, withKeys, withoutKeys } from './identifiers.ts';
import { objectIdOf, profileOfObjectId } from './object-id.ts';

/** A change of a profile, worked out from what it was. */
export type Change = (profile: Profile) => Profile;

const mostCachedKeys = 200_000;
const readAtOnce = 500;
/** How the identifiers of object ids begin that look as if they were made here. */
const madeLike = 'o:-';

/** The people of a project: found by any of their identifiers, merged when one record names two of them. */
export class People {
  readonly #world: World;
  #epoch = -1;
  /** Where each profile's events belong now: itself, what it was merged into, or 0 when it is gone. */
  #owners = new Uint32Array();
  /** Who has an identifier; 0 for nobody, since new people are looked for several times. */
  #keys = new Map<string, number>();
  /** No profile has a higher number, nor had one. */
  #highest = 0;
  /** Whether somebody may have brought an object id that looks as if it were made here. */
  #mayClash = false;

  constructor(world: World) {
    this.#world = world;
  }

  get profiles(): Collection<Profile> {
    return this.#world.store.collection<Profile>('profiles', { indexes: ['phone'] });
  }

  /** Who owns the events of a profile today; 0 for nobody. */
  owners(): Uint32Array {
    this.#load();
    return this.#owners;
  }

  /** Profiles by their numbers, read many at a time. */
  many(ids: readonly number[]): Map<number, Profile> {
    const found = new Map<number, Profile>();
    for (let from = 0; from < ids.length; from += readAtOnce) {
      const part = ids.slice(from, from + readAtOnce);
      // Filled up, so that all parts are one statement.
      const id = part.concat(Array(readAtOnce - part.length).fill(0));
      for (const profile of this.profiles.find({ where: { id } })) found.set(profile.id, profile);
    }
    return found;
  }

  /** The profiles that went. */
  gone(): GoneProfile[] {
    return this.#gone.all();
  }

  /** The number of the profile with an identifier. */
  find(key: string): number | undefined {
    this.#load();
    const cached = this.#keys.get(key) ?? this.#read(key);
    if (cached !== 0) return cached;
    return key.startsWith('o:') ? this.#ownerOf(key.slice(2)) : undefined;
  }

  /** The one profile that all these identifiers belong to: found, merged of several, or new. */
  resolve(keys: readonly string[]): number {
    const found = [...new Set(keys.flatMap((key) => this.find(key) ?? []))].sort((a, b) => a - b);
    const [first, ...others] = found;
    if (first === undefined) return this.#create(keys, (profile) => profile);
    for (const other of others) this.#merge(other, first);
    const missing = keys.filter((key) => this.find(key) === undefined);
    if (missing.length > 0) this.change(first, (profile) => withKeys(profile, missing));
    return first;
  }

  /** Changes the profile with these identifiers, which may be a new one. */
  upsert(keys: readonly string[], change: Change): void {
    if (keys.every((key) => this.find(key) === undefined)) this.#create(keys, change);
    else this.change(this.resolve(keys), change);
  }

  /** Changes a profile and brings its identifiers in line. */
  change(id: number, change: Change): Profile | undefined {
    const before = this.profiles.get(id);
    if (before === undefined) return undefined;
    const after = change(before);
    this.profiles.replace(after);
    const keys = new Set(keysOf(after));
    for (const key of keysOf(before)) if (!keys.has(key)) this.#drop(key);
    for (const key of keys) this.#point(key, id);
    return after;
  }

  /** Forgets a person and what they did. */
  remove(id: number): void {
    const profile = this.profiles.get(id);
    if (profile === undefined) return;
    this.#load();
    for (const key of keysOf(profile)) this.#drop(key);
    this.profiles.delete(id);
    this.#setGone({ id, into: 0 });
  }

  /** Takes an identity apart from who it was merged with; alone in its profile it stays as it is. False when nobody has it. */
  separate(identity: string): boolean {
    const id = this.find(`i:${identity}`);
    if (id === undefined) return false;
    const merged = this.#gone.find({ where: { into: id } });
    const cameWith = (other: string) => merged.find(({ profile }) => profile?.identities.includes(other));
    const own = cameWith(identity);
    const others = this.profiles.get(id)?.identities.filter((other) => other !== identity) ?? [];
    if (own === undefined && others.some((other) => cameWith(other) === undefined)) {
      this.change(id, (profile) => withoutKeys(profile, new Set([`i:${identity}`])));
      this.#create([`i:${identity}`], (profile) => profile);
      return true;
    }
    // The profile that the others were merged into keeps what it is; they leave it.
    for (const { profile } of own === undefined ? merged : [own]) if (profile !== undefined) this.#takeOut(profile, id);
    return true;
  }

  /** Makes a profile again what it was before it was merged into another. */
  #takeOut(profile: Profile, from: number): void {
    const keys = new Set(keysOf(profile));
    this.change(from, (merged) => withoutKeys(merged, keys));
    this.#gone.delete(profile.id);
    this.profiles.insert(profile);
    // What had been merged into it before goes with it, so who owns what is worked out anew.
    this.#epoch = -1;
    for (const key of keys) this.#point(key, profile.id);
  }

  get #allKeys(): Collection<Key> {
    return this.#world.store.collection<Key>('profile_keys');
  }

  get #gone(): Collection<GoneProfile> {
    return this.#world.store.collection<GoneProfile>('gone_profiles', { indexes: ['into'] });
  }

  #load(): void {
    const { store } = this.#world;
    if (this.#epoch === store.epoch) return;
    this.#keys.clear();
    const last = this.profiles.first({ orderBy: '-id' })?.id ?? 0;
    const gone = this.#gone.all();
    this.#highest = gone.reduce((most, { id }) => Math.max(most, id), last);
    this.#owners = Uint32Array.from({ length: this.#highest + 1024 }, (_, id) => (id <= this.#highest ? id : 0));
    this.#mayClash = this.#allKeys.first({ where: { id: { gte: madeLike, lt: `${madeLike}g` } } }) !== undefined;
    for (const { id, into } of gone) this.#owners[id] = into;
    // What a profile was merged into may have been merged itself.
    for (const { id } of gone) this.#owners[id] = this.#lastOwner(id);
    this.#epoch = store.epoch;
  }

  /** Who an object id was made for; not kept in the cache, since a merge gives it to somebody else. */
  #ownerOf(objectId: string): number | undefined {
    const made = profileOfObjectId(this.#world, objectId);
    const owner = made === undefined ? 0 : (this.#owners[made] ?? 0);
    return owner === 0 ? undefined : owner;
  }

  #lastOwner(id: number): number {
    const into = this.#owners[id] ?? 0;
    return into === 0 || into === id ? into : this.#lastOwner(into);
  }

  /** The identifiers must be free. */
  #create(keys: readonly string[], change: Change): number {
    this.#load();
    const id = this.#freeNumber();
    const named = keys.find((key) => key.startsWith('o:'))?.slice(2);
    const own = objectIdOf(this.#world, id);
    const objectId = named ?? own;
    const empty: Profile = {
      id,
      objectId,
      identities: [],
      fbIds: [],
      gpIds: [],
      properties: {},
      devices: [{ objectId }],
      createdAt: this.#world.clock.now(),
    };
    const profile = change(withKeys(empty, keys));
    this.profiles.insert(profile);
    for (const key of keysOf(profile)) {
      // It is found without an index, and would be written to a place of its own each time.
      if (key === `o:${own}`) continue;
      this.#allKeys.insert({ id: key, profile: id });
      this.#remember(key, id);
    }
    this.#setOwner(id, id);
    return id;
  }

  #freeNumber(): number {
    do this.#highest += 1;
    while (
      // Somebody may bring an object id of the time before a reset, which would be that of this number.
      this.#mayClash &&
      this.#read(`o:${objectIdOf(this.#world, this.#highest)}`) !== 0
    );
    return this.#highest;
  }

  #merge(from: number, into: number): void {
    const source = this.profiles.get(from);
    const target = this.profiles.get(into);
    if (source === undefined || target === undefined) return;
    this.profiles.delete(from);
    this.#setGone({ id: from, into, profile: source });
    this.change(into, () => mergedProfile(target, source));
  }

  #setGone(gone: GoneProfile): void {
    this.#gone.insert(gone);
    const owners = this.#owners;
    for (let id = 0; id < owners.length; id += 1) if (owners[id] === gone.id) owners[id] = gone.into;
  }

  #setOwner(id: number, owner: number): void {
    if (id >= this.#owners.length) {
      const larger = new Uint32Array(id * 2);
      larger.set(this.#owners);
      this.#owners = larger;
    }
    this.#owners[id] = owner;
  }

  #point(key: string, profile: number): void {
    const held = this.find(key);
    if (held === profile) return;
    if (held === undefined) this.#allKeys.insert({ id: key, profile });
    else this.#allKeys.update(key, { profile });
    this.#remember(key, profile);
  }

  #drop(key: string): void {
    this.#allKeys.delete(key);
    this.#keys.delete(key);
  }

  /** Who has an identifier according to the store; 0 for nobody. */
  #read(key: string): number {
    const profile = this.#allKeys.get(key)?.profile ?? 0;
    this.#remember(key, profile);
    return profile;
  }

  #remember(key: string, profile: number): void {
    if (profile !== 0 && key.startsWith(madeLike)) this.#mayClash = true;
    if (this.#keys.size >= mostCachedKeys) this.#keys.clear();
    this.#keys.set(key, profile);
  }
}

const all = new WeakMap<World, People>();

/** The people of a sandbox's project. */
export function peopleOf(world: World): People {
  const known = all.get(world) ?? new People(world);
  all.set(world, known);
  return known;
}
