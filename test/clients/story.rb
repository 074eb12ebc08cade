# What Ruby integrations send with Net::HTTP: set_form_data, set_form as multipart, everything in the query.
require 'net/http'
require 'json'

base, KEY, file = ARGV
BASE = URI(base)

def call(method, path, form: nil, parts: nil)
  request = Net::HTTP.const_get(method.capitalize).new(BASE.path + path, 'X-Api-Key' => KEY)
  request.set_form_data(form) if form
  request.set_form(parts, 'multipart/form-data') if parts
  answer = Net::HTTP.start(BASE.host, BASE.port) { |http| http.request(request) }
  answer['content-type'].start_with?('application/json') ? JSON.parse(answer.body) : answer.body.force_encoding('UTF-8')
end

query = URI.encode_www_form('name' => 'Rübe', 'room_type' => 'webinar', 'permanent_room' => 1, 'access_type' => 3, 'settings[connection_status_enabled]' => 0)
room = call('Post', "/conferences?#{query}")['room']
path = "/conferences/#{room['id']}"
changed = call('Put', path, form: { 'name' => 'Changed', 'registration[enabled]' => 'true' })
unchanged = call('Put', path)
tokens = call('Post', "#{path}/tokens", form: { 'how_many' => 2 })['access_tokens']
invited = call('Post', "#{path}/invitation/email/es", form: { 'attendees[0][email]' => 'r@example.com', 'attendees[0][firstname]' => 'R' })
registered = call('Post', "#{path}/registration", parts: [['registration[1]', 'R'], ['registration[2]', 'B'], ['registration[3]', 'r@example.com']])
removed = call('Delete', "#{path}/tokens", form: { 'tokens[]' => tokens.map { |token| token['token'] } })
uploaded = call('Post', '/file-library', parts: [['uploaded', File.open(file), { filename: 'notas ñ.txt', content_type: 'text/plain' }]])
downloaded = call('Get', "/file-library/#{uploaded['id']}/download")
gone = call('Delete', "/file-library/#{uploaded['id']}")
recordings = call('Delete', '/conferences/10005/recordings/30001')
puts JSON.generate({ room:, changed:, unchanged:, tokens:, invited:, registered:, removed:, uploaded:, downloaded:, gone:, recordings: })
