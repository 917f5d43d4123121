// The composition root: makes the store, the session, the benches and what stands around them, and joins them.

import { Address, takeUp } from './app/address.js';
import { Benches } from './app/benches.js';
import { keeping } from './app/keeping.js';
import { readLink } from './app/link.js';
import { Session } from './app/session.js';
import { initialState } from './app/state.js';
import { Store } from './app/store.js';
import { BENCHES } from './benches/manifest.js';
import { Guidance } from './guidance/guidance.js';
import { Intake } from './pictures/intake.js';
import { SharingPanel } from './share/sharing.js';
import { wantedLanguage } from './strings/strings.js';
import { onLanguage, translate } from './strings/written.js';
import { find } from './ui/dom.js';
import { HeaderPanel } from './ui/header.js';
import { LanguagePanel } from './ui/language.js';
import { LinkNoticePanel } from './ui/link-notice.js';
import { keepMenusChosen } from './ui/menus.js';
import { NoticePanel } from './ui/notice.js';
import { announcer } from './ui/status.js';

takeUp();
await new LanguagePanel(document.body, find(document, '#language-problem')).speak(wantedLanguage());
translate(document);

const link = readLink();
const store = new Store(initialState());
const changed = () => address.changed();
const session = new Session(store, changed);
const status = find(document, '#status');
const say = announcer(status);
const benches = new Benches(BENCHES, link, { store, session, say, changed });
const { goTo } = benches;
/** @type {SharingPanel} */
const sharing = new SharingPanel(store, link, { currentLink: () => address.write(), problem: benches.problem, session });
benches.shown = sharing.shown(benches.names);
const address = new Address(
  () => (store.state.parameters ? { model: store.state.model, ...benches.link(), ...sharing.fields() } : null),
  () => sharing.linkWritten(),
);
await benches.begin();

const intake = new Intake(document, session, goTo);
const header = new HeaderPanel(document, { onModel: (model) => session.setModel(model), onOpenFile: () => intake.chooseModel() });
const notice = new NoticePanel(find(document, '#notice'), () => session.open());
const linkNotice = new LinkNoticePanel(find(document, '#link-notice'));
new Guidance({ store, session, say, changed, goTo }, {
  bench: () => benches.sectionOf(store.state.bench),
  show: (index) => {
    const name = benches.names[index];
    // A lesson and a frame hold to the benches that they show.
    if (benches.shown.includes(name) && !sharing.embedded) benches.show(name);
  },
  problem: benches.problem,
});
keepMenusChosen(document, () => store.set({}));
onLanguage(document.body, () => {
  status.textContent = '';
  store.set({});
});
// Inside another page's frame nothing is kept.
const keep = sharing.embedded ? () => {} : keeping(say, () => session.replace());
store.subscribe((state) => {
  notice.update(state.loading);
  linkNotice.update();
  header.update(state);
  benches.update(state);
  keep(state);
});
store.set({});
session.open();
// The page stands; where its style is missing, the notice of the start says so.
if (!document.documentElement.classList.contains('incomplete')) find(document, '#starting').remove();
