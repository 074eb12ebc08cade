/** Tools for ClickMeeting that others publish, with their parameters: `name:type`, with a question mark where it may be left out. */
export const publishedTools: Readonly<Record<string, string>> = {
  clickmeeting_create_conference:
    'access_type:integer custom_room_url_name?:string duration?:string encryption_enabled?:boolean lobby_description?:string lobby_enabled?:boolean name:string password?:string permanent_room:boolean registration?:object room_type:string settings?:object starts_at?:string timezone?:string',
  clickmeeting_create_contact:
    'company?:string country?:string email:string firstname:string lastname:string phone?:string',
  clickmeeting_deactivate_tokens: 'room_id:integer tokens:string[]',
  clickmeeting_delete_all_recordings: 'room_id:integer',
  clickmeeting_delete_conference: 'room_id:integer',
  clickmeeting_delete_file: 'file_id:integer',
  clickmeeting_delete_recording: 'room_id:integer recording_id:integer',
  clickmeeting_generate_autologin_url:
    'room_id:integer email:string nickname:string password?:string role:string token?:string',
  clickmeeting_generate_tokens: 'room_id:integer how_many:integer',
  clickmeeting_get_conference: 'room_id:integer',
  clickmeeting_get_file: 'file_id:integer',
  clickmeeting_get_session: 'room_id:integer session_id:integer',
  clickmeeting_get_token_by_email: 'room_id:integer email:string',
  clickmeeting_list_chats: '',
  clickmeeting_list_conference_files: 'room_id:integer',
  clickmeeting_list_conferences: 'status:string page?:integer',
  clickmeeting_list_files: '',
  clickmeeting_list_phone_gateways: '',
  clickmeeting_list_recordings: 'room_id:integer',
  clickmeeting_list_registrations: 'room_id:integer status:string',
  clickmeeting_list_session_attendees: 'room_id:integer session_id:integer',
  clickmeeting_list_session_registrations: 'room_id:integer session_id:integer',
  clickmeeting_list_sessions: 'room_id:integer',
  clickmeeting_list_timezones: '',
  clickmeeting_list_timezones_by_country: 'country:string',
  clickmeeting_list_tokens: 'room_id:integer',
  clickmeeting_ping: '',
  clickmeeting_register_participant: 'room_id:integer confirmation_email?:object registration:object',
  clickmeeting_send_invitation: 'room_id:integer lang:string attendees:object[]',
  clickmeeting_update_conference:
    'room_id:integer access_type?:integer duration?:string encryption_enabled?:boolean lobby_description?:string lobby_enabled?:boolean name?:string password?:string permanent_room?:boolean room_type?:string settings?:object starts_at?:string status?:string timezone?:string',
};
