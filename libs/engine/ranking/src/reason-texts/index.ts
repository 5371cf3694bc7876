export { REASON_LANGUAGES, type ReasonLanguage, reasonLanguage, reasonText } from './reason-text.js';
