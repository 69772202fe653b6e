/** What providers keep beside a message and tell again when they report on it: the contact's id and the message's. */
export const CONTACT_FIELD = "halley_contact";
export const MESSAGE_FIELD = "halley_message";
